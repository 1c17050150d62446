"""What the service ought to do, in a few lines of its own: who is asked for what, and what each person holds."""

from dataclasses import dataclass, field

ADMIN, MEMBER = "admin", "member"


@dataclass
class Account:
    """A person, and what of the service's is in their hands."""

    tenant: str
    email: str
    role: str
    id: str = ""
    secret: str | None = None
    """Of the authenticator that counts."""
    recovery: str | None = None
    last_step: int = -1
    tokens: list[str] = field(default_factory=list)
    proofs: int = 0
    """Sign-ins that were accepted."""
    toggle: bool = False


@dataclass
class Company:
    """A tenant with its policy."""

    mode: str = "off"
    accounts: dict[str, Account] = field(default_factory=dict)

    def asks(self, account: Account) -> bool:
        """Whether the policy in force asks this person for a second factor."""
        if self.mode == "individual":
            return account.toggle
        return self.mode == "all" or (self.mode == "admins" and account.role == ADMIN)

    def next_step(self, account: Account) -> str:
        """What follows a right password."""
        if not self.asks(account):
            return "none"
        return "verify" if account.secret else "enrol"

    def save(self, mode: str) -> None:
        """Another mode discards the toggles."""
        if mode != self.mode:
            self.mode = mode
            for account in self.accounts.values():
                account.toggle = False
