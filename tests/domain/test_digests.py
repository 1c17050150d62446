"""A known answer for every digest and encoding that is stored: a change of any would lose what is in the table."""

from chalicelib.domain import bearer, password, recovery_code
from chalicelib.domain.ids import base32, new_id
from chalicelib.domain.times import rfc3339
from chalicelib.store import keys


def test_a_token_is_its_address_and_32_bytes_in_base_64_for_urls() -> None:
    assert bearer.TOKEN_BYTES == 32
    token = bearer.encode(bytes(range(224, 256)), "acme", "usr_01arz3ndektsv4rrffq69g5fav")
    assert token == "acme.usr_01arz3ndektsv4rrffq69g5fav.4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8"
    assert bearer.address(token) == ("acme", "usr_01arz3ndektsv4rrffq69g5fav")


def test_a_token_is_stored_as_sha_256() -> None:
    """FIPS 180-4, the example `abc`."""
    assert bearer.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_recovery_code_keeps_125_bits_in_five_groups_of_five() -> None:
    assert recovery_code.ENTROPY_BYTES == 16
    assert recovery_code.encode(bytes(16)) == "00000-00000-00000-00000-00000"
    assert recovery_code.encode(b"\xff" * 16) == "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"
    assert recovery_code.encode(bytes(range(16))) == "000G4-0R40M-30E20-9185G-R38E1"


def test_a_recovery_code_is_stored_as_sha_256_of_its_digits() -> None:
    known = "a7c3b7fa76f97f7ef9256d6576d42efda29ee5907b343114523ecffea422c5b9"
    assert recovery_code.digest("00000-00000-00000-00000-00000") == known
    assert recovery_code.digest("ooooo ooooo ooooo ooooo ooooo") == known


def test_an_id_is_a_ulid_with_a_prefix() -> None:
    """The example of the ULID specification: 48 bits of time, 80 of entropy."""
    entropy = bytes.fromhex("d6764c61efb99302bd5b")
    assert new_id("usr", 1469922850.2595, entropy) == "usr_01arz3ndektsv4rrffq69g5fav"


def test_ids_sort_by_the_time_of_their_making() -> None:
    made = [new_id("evt", moment / 1000, b"\xff" * 10) for moment in range(1_800_000_000_000, 1_800_000_000_050)]
    assert made == sorted(made)
    assert new_id("evt", 1_900_000_000, bytes(10)) > made[-1]


def test_base_32_writes_the_most_significant_digit_first() -> None:
    assert base32(1, 3) == "001"
    assert base32(32**3 - 1, 3) == "ZZZ"
    assert base32(32, 2) == "10"


def test_a_password_hash_is_the_reference_implementations() -> None:
    """Argon2's own test vector: password `password`, salt `somesalt`, two passes over 64 MiB."""
    made = password.hashed("password", b"somesalt", memory_kib=65536, passes=2)
    assert made == "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


def test_keys_of_the_table_hold_digests_in_the_place_of_what_people_type() -> None:
    assert keys.address("acme", "ann@example.com") == {
        "pk": "EMAIL#f4c5da4ec1a5a57096db4801d16ae60984844743997f4286c2adc9c1ae775629",
        "sk": "EMAIL",
    }
    assert keys.budget("code", "acme", "usr_1") == {
        "pk": "BUDGET#code#8de34ab65c7b6c18dd7cee6af1baf936fe2e1ea7d5bf2f4d6c6c04380b2721eb",
        "sk": "BUDGET",
    }
    assert keys.token("SESSION", "acme", "usr_1", "d1") == {"pk": "SESSION#acme#usr_1", "sk": "d1"}
    assert keys.user("acme", "usr_1") == {"pk": "TENANT#acme", "sk": "USER#usr_1"}


def test_two_subjects_never_share_a_key() -> None:
    assert keys.budget("code", "ab", "c") != keys.budget("code", "a", "bc")


def test_times_go_out_in_utc() -> None:
    assert rfc3339(0) == "1970-01-01T00:00:00Z"
    assert rfc3339(1_800_000_000) == "2027-01-15T08:00:00Z"
