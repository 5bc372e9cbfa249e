"""Open what another borough sealed for this one, and check who says what to whom."""

from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from borough.case_shares.events import SHARE_SEALED, about
from borough.coordinators import queries as coordinators
from borough.pins import queries as pins
from borough.pins.model import CannotSealTo, UnknownPeer
from borough.shared_cases.model import Fault, NotOpened, Said
from kit import clock
from kit.exchange import own_keys, trust
from kit.exchange.trust import Refused, Typ
from kit.sealing import CannotOpen
from kit.sealing import Fault as SealFault


def opened(
    session: Session, *, origin: str, share_id: UUID, sealed: str
) -> tuple[Said, UUID]:
    """What the sender signed for this borough and this share, and who may read it.

    Raises NotOpened with the reason.
    """
    here = str(session.info["member"])
    said = Said.read(_signed(session, origin, share_id, sealed))
    _check(said, origin=origin, share_id=share_id, here=here)
    user_id = coordinators.user_of(session, said.coordinator_id)
    if user_id is None:
        raise NotOpened(Fault.COORDINATOR_GONE)
    return said, user_id


def _signed(session: Session, origin: str, share_id: UUID, sealed: str) -> bytes:
    here = str(session.info["member"])
    context = about(SHARE_SEALED, source=origin, to=here, share_id=share_id)
    try:
        payload = own_keys.unsealed(session, sealed, context=context)
        key = OKPKey.import_key(dict(pins.signing_key_of(session, origin)))
        signed = str(payload.get("signed")).encode()
        return trust.open_signed(signed, typ=Typ.SHARE, key=key)
    except CannotOpen as error:
        other = error.fault is SealFault.OTHER_KEY
        raise NotOpened(Fault.NO_KEY if other else Fault.BROKEN) from error
    except (CannotSealTo, UnknownPeer) as error:
        raise NotOpened(Fault.UNCONFIRMED) from error
    except Refused as error:
        raise NotOpened(Fault.NOT_SIGNED) from error


def _check(said: Said, *, origin: str, share_id: UUID, here: str) -> None:
    """What is inside must say what is outside; raises NotOpened."""
    wrong = {
        Fault.OTHER_SENDER: said.iss != origin,
        Fault.OTHER_AUDIENCE: said.aud != here,
        Fault.OTHER_SHARE: said.share_id != share_id,
        Fault.EXPIRED: said.expires_on < clock.today(),
    }
    for fault, is_so in wrong.items():
        if is_so:
            raise NotOpened(fault)
