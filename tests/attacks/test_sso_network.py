"""A provider's address is typed by a tenant's admin: it leads nowhere inside, and makes nobody wait."""

import datetime as dt
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.store.web import Silent, Web, WebAnswer, is_global
from world.provider import Provider, _Handler, lying

OWN = "https://app.example.com"
SECONDS = 0.4


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with lying() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Iterator[Provider]:
    yield running
    running.faults.clear()
    running.requests.clear()


def web(**more: object) -> Web:
    return Web(**{"own_origin": OWN, "is_local": True, "request_seconds": SECONDS, **more})  # type: ignore[arg-type]


def refusal(address: str, **more: object) -> str:
    with pytest.raises(Silent) as caught:
        web(**more).visit().get(address)
    return caught.value.reason


def test_a_provider_that_answers_is_heard(provider: Provider) -> None:
    answer = web().visit().get(f"{provider.issuer}/keys")
    assert (answer.status, b'"keys"' in answer.body) == (200, True)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("redirect", "redirected"),
        ("long", "too_long"),
        ("cut", "cut"),
        ("close", "cut"),
        ("404", "status_404"),
        ("429", "status_429"),
        ("500", "status_500"),
        ("503", "status_503"),
    ],
)
def test_an_answer_that_is_none_counts_as_silence(provider: Provider, fault: str, why: str) -> None:
    provider.faults["/keys"] = fault
    assert refusal(f"{provider.issuer}/keys", request_seconds=5) == why


def test_a_redirect_is_not_followed(provider: Provider) -> None:
    provider.faults["/keys"] = "redirect"
    assert refusal(f"{provider.issuer}/keys") == "redirected"
    assert provider.requests == ["GET /keys"]


@pytest.mark.parametrize("fault", ["hang", "drip", "drip_headers"])
def test_a_provider_that_hangs_or_drips_is_left_after_its_time(provider: Provider, fault: str) -> None:
    provider.faults["/keys"] = fault
    started = time.monotonic()
    assert refusal(f"{provider.issuer}/keys") == "slow"
    assert time.monotonic() - started < SECONDS + 1


def test_all_requests_of_a_visit_share_its_time(provider: Provider) -> None:
    provider.faults["/keys"] = "hang"
    visit = web(request_seconds=5, visit_seconds=SECONDS).visit()
    started = time.monotonic()
    for _ in range(3):
        with pytest.raises(Silent):
            visit.get(f"{provider.issuer}/keys")
    assert time.monotonic() - started < SECONDS + 1


def test_a_look_up_that_hangs_is_left_too(provider: Provider) -> None:
    released = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        released.wait(30)
        return ["127.0.0.1"]

    assert refusal(f"{provider.issuer}/keys", look_up=hang) == "slow"
    released.set()


@pytest.mark.parametrize(("fault", "start"), [("html", b"<html>"), ("gzip", b"\x1f\x8b"), ("400", b"{")])
def test_an_answer_that_came_is_handed_on_as_it_is(provider: Provider, fault: str, start: bytes) -> None:
    provider.faults["/keys"] = fault
    assert web().visit().get(f"{provider.issuer}/keys").body.startswith(start)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.170.2",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - it is not listened on
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:a9fe:a9fe::1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:db8::1",
    ],
)
def test_an_address_inside_is_not_called_however_it_is_wrapped(address: str) -> None:
    assert not is_global(address)
    found = ["192.0.0.9", "93.184.216.34", address]
    for mixed in ([address], found):
        assert refusal("https://id.example.com/", is_local=False, look_up=lambda *_, m=mixed: m) == "private_address"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet_is_global(address: str) -> None:
    assert is_global(address)
    assert ip_address(address)


@pytest.mark.parametrize(
    "url",
    ["https://169.254.169.254/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/", "https://localhost/"],
)
def test_an_address_inside_is_not_called_however_it_is_written(url: str) -> None:
    assert refusal(url, is_local=False) in {"private_address", "no_such_host"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://id.example.com/", "not_https"),
        ("ftp://id.example.com/", "not_https"),
        ("https://app.example.com/v1/health", "forbidden_address"),
        ("https://APP.example.com:443/", "forbidden_address"),
        ("https://app.example.com./", "forbidden_address"),
        ("https://ann@id.example.com/", "forbidden_address"),
    ],
)
def test_only_https_elsewhere_is_called(url: str, why: str) -> None:
    assert refusal(url, is_local=False, look_up=lambda *_: ["93.184.216.34"]) == why


def test_the_name_is_looked_up_once_so_that_it_cannot_change_between_look_and_call(provider: Provider) -> None:
    """DNS rebinding: a second look-up would lead inside."""
    looks = iter([["127.0.0.1"], ["10.0.0.1"]])
    assert web(look_up=lambda *_: next(looks)).visit().get(f"http://id.test:{provider.port}/keys").status == 200
    assert next(looks) == ["10.0.0.1"]


def test_a_name_that_nobody_has_is_no_host() -> None:
    assert refusal("https://id.example.com/", look_up=lambda *_: []) == "no_such_host"
    assert refusal("https://id.example.invalid/", request_seconds=5) == "no_such_host"


def test_the_next_address_is_called_where_one_is_dead(provider: Provider) -> None:
    found = ["127.0.0.2", "127.0.0.1"]
    assert web(look_up=lambda *_: found).visit().get(f"http://localhost:{provider.port}/keys").status == 200
    assert refusal("http://localhost:1/", look_up=lambda *_: found) == "no_connection"


def test_proxies_of_the_environment_are_not_asked(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert web().visit().get(f"{provider.issuer}/keys").status == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `id.example.com`, and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id")]), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("id.example.com")]), critical=False)
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def secured(certificate: tuple[Path, Path]) -> Iterator[tuple[int, list[str | None]]]:
    """The port of a provider that speaks TLS, and the names that it was asked for (SNI)."""
    context, names = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[str | None]()
    context.load_cert_chain(*certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": Provider(port=0)}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True).start()
    yield server.server_address[1], names
    server.shutdown()
    server.server_close()


def ask_tls(host: str, port: int, certificates: Path | None) -> WebAnswer:
    found = web(look_up=lambda *_: ["127.0.0.1"], certificates=certificates and str(certificates), request_seconds=5)
    return found.visit().get(f"https://{host}:{port}/keys")


def test_the_certificate_is_checked_against_the_name(
    secured: tuple[int, list[str | None]], certificate: tuple[Path, Path]
) -> None:
    port, names = secured
    assert ask_tls("id.example.com", port, certificate[0]).status == 200
    assert names[-1] == "id.example.com"
    for host, trusted in (("evil.example", certificate[0]), ("id.example.com", None)):
        with pytest.raises(Silent) as caught:
            ask_tls(host, port, trusted)
        assert caught.value.reason == "tls"


def test_a_provider_that_speaks_no_tls_is_no_https(provider: Provider) -> None:
    assert refusal(f"https://localhost:{provider.port}/keys", request_seconds=5) == "tls"
