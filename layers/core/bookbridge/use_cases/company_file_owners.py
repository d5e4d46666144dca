"""One company file, one company: whose a company file is by the id that a `.qwc` file left in it (B1)."""

from __future__ import annotations

from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.connections import Connection
from bookbridge.ports.connections import Connections


def is_strangers(connections: Connections, connection: Connection, found: CompanyFile) -> bool:
    """Whether another company's `.qwc` file was installed in the company file that was found."""
    if not found.file_id or found.file_id == connection.organisation_id:
        return False
    owners = connections.company_ids(connection.package, [found.file_id])
    return owners.get(found.file_id, connection.company_id) != connection.company_id
