"""Keys for sealing: leadership with its registry, and boroughs that learn it."""

from dataclasses import dataclass, field

from joserfc.jwk import OKPKey

from kit.db import Database
from kit.exchange import cross_signing, trust
from kit.exchange.keys import SigningKey, public_jwk
from kit.exchange.membership import Membership
from kit.exchange.trust import ToldKey
from leadership.members import service as members
from tests.support.federation import a_key

BOROUGHS = {
    "havering": "E09000016",
    "barking-and-dagenham": "E09000002",
    "redbridge": "E09000026",
}


def a_public_key() -> dict[str, str]:
    """The public half of a new key to seal to."""
    key = OKPKey.generate_key("X25519").as_dict(private=False)
    return {name: str(key[name]) for name in ("crv", "kty", "x")}


def told(slug: str, jwk: dict[str, str], key: SigningKey) -> ToldKey:
    """The key with the word of whoever holds that signing key."""
    word = cross_signing.cross_sign(slug, jwk, key=key)
    return ToldKey(kid=cross_signing.thumbprint(jwk), jwk=jwk, cross_sig=word)


@dataclass
class Keyed:
    """Leadership with its registry, and what each borough holds."""

    leadership: Database
    root: SigningKey = field(default_factory=a_key)
    signing: dict[str, SigningKey] = field(
        default_factory=lambda: {slug: a_key() for slug in BOROUGHS}
    )
    sealing: dict[str, ToldKey] = field(default_factory=dict)

    def enter(self) -> None:
        """Enter every borough with a sealing key of its own."""
        for slug, area in BOROUGHS.items():
            self.sealing[slug] = told(slug, a_public_key(), self.signing[slug])
            with self.leadership.transaction() as session:
                members.add_member(
                    session,
                    slug=slug,
                    name=slug.title(),
                    area_code=area,
                    jwk=public_jwk(self.signing[slug]),
                    sealing=self.sealing[slug],
                )

    def renew(self, slug: str) -> ToldKey:
        """A borough's new sealing key, as its own host makes it, told to leadership."""
        self.sealing[slug] = told(slug, a_public_key(), self.signing[slug])
        self.give(slug, self.sealing[slug])
        return self.sealing[slug]

    def give(self, slug: str, key: ToldKey) -> None:
        """Leadership enters a sealing key."""
        with self.leadership.transaction() as session:
            members.give_sealing_key(session, slug=slug, told=key)

    def publish(self, *learners: Database) -> None:
        """Leadership signs the registry, and these boroughs learn it."""
        with self.leadership.transaction() as session:
            raw = members.publish_registry(session, key=self.root)
        self.teach(raw, *learners)

    def teach(self, raw: bytes, *learners: Database) -> None:
        """Boroughs learn a signed registry as it arrives by the exchange."""
        for database in learners:
            with database.transaction() as session:
                Membership(self.root.key).learn(session, raw)

    def swapped(self, slug: str, version: int, jwk: dict[str, str]) -> bytes:
        """A registry in which leadership itself names another key for a borough.

        It gives that key a word too, by the only signing key it has: its own.
        """
        entries = [
            {
                "slug": each,
                "name": each.title(),
                "area_code": area,
                "status": "active",
                "keys": [
                    {
                        "use": "signing",
                        "kid": self.signing[each].kid,
                        "jwk": public_jwk(self.signing[each]),
                    }
                ],
                "sealing": _entry(
                    told(each, jwk, self.root) if each == slug else self.sealing[each]
                ),
            }
            for each, area in BOROUGHS.items()
        ]
        payload = {"version": version, "issued_at": "2026-11-22", "members": entries}
        return trust.sign_registry(payload, self.root)


def _entry(key: ToldKey) -> dict[str, object]:
    return {"kid": key.kid, "jwk": dict(key.jwk), "cross_sig": key.cross_sig}
