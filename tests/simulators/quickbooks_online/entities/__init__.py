"""What each entity carries and obeys, as tables (vendor page, section 5)."""

from .company import COMPANY
from .files import FILES
from .lists import LISTS
from .parties import PARTIES
from .purchases import PURCHASES
from .sales import SALES
from .schema import Field, Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*PARTIES, *LISTS, *SALES, *PURCHASES, *FILES, *COMPANY)}
BY_PATH: dict[str, Kind] = {name.lower(): kind for name, kind in KINDS.items()}

__all__ = ["BY_PATH", "KINDS", "Field", "Kind"]
