"""What the Web Connector and QuickBooks Desktop know this product by: the same for all customers.

Changing the id or the name would make every company file ask its administrator for permission anew.
"""

from __future__ import annotations

from typing import Final

APP_NAME: Final = "Bookbridge"
OWNER_ID: Final = "{6A1F7A52-0C54-4E0B-9D1B-3B9A5D0E7C41}"
