"""What every room stands on: who a company is, what happened, what waits to be done or sent."""

from .audit import AuditEntry, AuditHead, AuditPayload
from .company import Company, CompanyIdentifier, OwnershipGroup
from .files import StoredFile
from .imports import ImportMapping, ImportRun, QuarantinedRow
from .jobs import Job
from .node import Node
from .outbox import OutboxMessage

__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditPayload",
    "Company",
    "CompanyIdentifier",
    "ImportMapping",
    "ImportRun",
    "Job",
    "Node",
    "OutboxMessage",
    "OwnershipGroup",
    "QuarantinedRow",
    "StoredFile",
]
