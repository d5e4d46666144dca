"""Attachable: a file or a note on a record (search by its owner is how clients find it)."""

from .schema import ALWAYS_FILTERABLE, BOOLEAN, TEXT, Kind, listing, reference, structure, text

# The page does not list what files may be attached to (code 6050 exists); these are
# what people attach files to in the browser.
OWNERS = (
    "Bill",
    "BillPayment",
    "CreditMemo",
    "Customer",
    "Invoice",
    "Item",
    "Payment",
    "Purchase",
    "RefundReceipt",
    "SalesReceipt",
    "Vendor",
    "VendorCredit",
)
OWNER_TYPE = "AttachableRef.EntityRef.Type"
OWNER_ID = "AttachableRef.EntityRef.value"

ATTACHABLE = Kind(
    name="Attachable",
    sequence="attachable",
    operations=frozenset({"create", "update"}),
    read_only=frozenset({"FileAccessUri", "Size", "TempDownloadUri", "ThumbnailFileAccessUri"}),
    filterable=ALWAYS_FILTERABLE | {"FileName", OWNER_TYPE, OWNER_ID},
    fields={
        "FileName": text(1000),
        "ContentType": text(100),
        "Note": text(2000),
        "Category": TEXT,
        "Tag": TEXT,
        "AttachableRef": listing(
            {
                "EntityRef": reference(*OWNERS),
                "IncludeOnSend": BOOLEAN,
                "LineInfo": TEXT,
            }
        ),
        "CustomField": structure({}),
    },
)

FILES = (ATTACHABLE,)
