"""The writes of accounts: persons, roles, mandates, second factors, invitations, tokens, staff sessions.

Each is one audit event.
"""

from .factors import prove, prove_to_sign, read_code, remove_second_factor, set_up_second_factor
from .invitations import INVITATION_DAYS, accept_invitation, invite, revoke_invitation
from .people import (
    create_person,
    end_role,
    give_mandate,
    give_role,
    new_person,
    note_password,
    note_second_factor,
    revoke_mandate,
    set_password,
)
from .staff import LONGEST_STAFF_SESSION, SHORTEST_REASON, end_staff_session, start_staff_session
from .tokens import create_token, revoke_token

__all__ = [
    "INVITATION_DAYS",
    "LONGEST_STAFF_SESSION",
    "SHORTEST_REASON",
    "accept_invitation",
    "create_person",
    "create_token",
    "end_role",
    "end_staff_session",
    "give_mandate",
    "give_role",
    "invite",
    "new_person",
    "note_password",
    "note_second_factor",
    "prove",
    "prove_to_sign",
    "read_code",
    "remove_second_factor",
    "revoke_invitation",
    "revoke_mandate",
    "revoke_token",
    "set_password",
    "set_up_second_factor",
    "start_staff_session",
]
