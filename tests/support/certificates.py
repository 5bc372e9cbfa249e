"""A made-up authority and certificates, for tests of TLS."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kit import clock

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates and writes them, with their keys, into a folder."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def made(cls, folder: Path, name: str) -> "Authority":
        authority = cls(folder, name, ec.generate_private_key(ec.SECP256R1()))
        own = authority._certificate(name, authority.key, is_authority=True)
        authority.certificate.write_bytes(own)
        return authority

    @property
    def certificate(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def issue(self, name: str) -> tuple[Path, Path]:
        """The files of a new certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, secret = (
            self.folder / f"{name}.pem",
            self.folder / f"{name}.key",
        )
        certificate.write_bytes(self._certificate(name, key, is_authority=False))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, secret

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool
    ) -> bytes:
        local = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        basic = x509.BasicConstraints(ca=is_authority, path_length=None)
        made = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(clock.now() - ONE_DAY)
            .not_valid_after(clock.now() + ONE_DAY)
            .add_extension(local, critical=False)
            .add_extension(basic, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
