"""Requests of the vendor's page: what we say, and the document that it shows for it."""

from datetime import date
from decimal import Decimal

VENDORS_EXAMPLES = [
    (
        "VendorAddRq",
        {
            "VendorAdd": {
                "Email": "ap@example.com",
                "TermsRef": {"FullName": "Net 30"},
                "Phone": "512-555-0100",
                "VendorAddress": {"PostalCode": "78701", "State": "TX", "City": "Austin", "Addr1": "1 Main St"},
                "CompanyName": "Acme Supply",
                "Name": "Acme Supply",
            }
        },
        (
            "<VendorAdd><Name>Acme Supply</Name><CompanyName>Acme Supply</CompanyName><VendorAddress><Addr1>1 Main St"
            "</Addr1><City>Austin</City><State>TX</State><PostalCode>78701</PostalCode></VendorAddress><Phone>512-555-0100"
            "</Phone><Email>ap@example.com</Email><TermsRef><FullName>Net 30</FullName></TermsRef></VendorAdd>"
        ),
    ),
    (
        "BillAddRq",
        {
            "BillAdd": {
                "ExpenseLineAdd": [
                    {"Memo": "paper", "Amount": Decimal("125.5"), "AccountRef": {"FullName": "Office Supplies"}}
                ],
                "Memo": "from platform",
                "RefNumber": "INV-1001",
                "DueDate": date(2024, 6, 1),
                "TxnDate": "2024-05-02",
                "VendorRef": {"FullName": "Acme Supply"},
            }
        },
        (
            "<BillAdd><VendorRef><FullName>Acme Supply</FullName></VendorRef><TxnDate>2024-05-02</TxnDate><DueDate>"
            "2024-06-01</DueDate><RefNumber>INV-1001</RefNumber><Memo>from platform</Memo><ExpenseLineAdd><AccountRef>"
            "<FullName>Office Supplies</FullName></AccountRef><Amount>125.50</Amount><Memo>paper</Memo>"
            "</ExpenseLineAdd>"
            "</BillAdd>"
        ),
    ),
    (
        "BillPaymentCheckAddRq",
        {
            "BillPaymentCheckAdd": {
                "RefNumber": "P-1",
                "AppliedToTxnAdd": [{"PaymentAmount": "125.50", "TxnID": "1A2B-1400000000"}],
                "BankAccountRef": {"FullName": "Checking"},
                "TxnDate": "2024-05-20",
                "PayeeEntityRef": {"ListID": "80000001-1400000000"},
            }
        },
        (
            "<BillPaymentCheckAdd><PayeeEntityRef><ListID>80000001-1400000000</ListID></PayeeEntityRef><TxnDate>2024-05-20"
            "</TxnDate><BankAccountRef><FullName>Checking</FullName></BankAccountRef><RefNumber>P-1</RefNumber>"
            "<AppliedToTxnAdd><TxnID>1A2B-1400000000</TxnID><PaymentAmount>125.50</PaymentAmount></AppliedToTxnAdd>"
            "</BillPaymentCheckAdd>"
        ),
    ),
    (
        "ReceivePaymentAddRq",
        {
            "ReceivePaymentAdd": {
                "AppliedToTxnAdd": [{"TxnID": "2C-1400000001", "PaymentAmount": 50}],
                "TotalAmount": 50,
                "RefNumber": "R-9",
                "TxnDate": "2024-05-20",
                "CustomerRef": {"FullName": "Beta LLC"},
            }
        },
        (
            "<ReceivePaymentAdd><CustomerRef><FullName>Beta LLC</FullName></CustomerRef><TxnDate>2024-05-20</TxnDate>"
            "<RefNumber>R-9</RefNumber><TotalAmount>50.00</TotalAmount><AppliedToTxnAdd><TxnID>2C-1400000001</TxnID>"
            "<PaymentAmount>50.00</PaymentAmount></AppliedToTxnAdd></ReceivePaymentAdd>"
        ),
    ),
    (
        "InvoiceAddRq",
        {
            "InvoiceAdd": {
                "InvoiceLineAdd": [
                    {"Rate": "25", "Quantity": "2", "Desc": "May", "ItemRef": {"FullName": "Consulting"}},
                ],
                "TermsRef": {"FullName": "Net 30"},
                "RefNumber": "1001",
                "TxnDate": "2024-05-02",
                "CustomerRef": {"FullName": "Beta LLC"},
            }
        },
        (
            "<InvoiceAdd><CustomerRef><FullName>Beta LLC</FullName></CustomerRef>"
            "<TxnDate>2024-05-02</TxnDate><RefNumber>"
            "1001</RefNumber><TermsRef><FullName>Net 30</FullName></TermsRef><InvoiceLineAdd><ItemRef>"
            "<FullName>Consulting"
            "</FullName></ItemRef><Desc>May</Desc><Quantity>2</Quantity><Rate>25</Rate></InvoiceLineAdd></InvoiceAdd>"
        ),
    ),
    (
        "BillQueryRq",
        {
            "IncludeLinkedTxns": True,
            "IncludeLineItems": True,
            "PaidStatus": "All",
            "ModifiedDateRangeFilter": {"FromModifiedDate": "2024-05-01T00:00:00-08:00"},
            "MaxReturned": 50,
        },
        (
            "<MaxReturned>50</MaxReturned><ModifiedDateRangeFilter><FromModifiedDate>2024-05-01T00:00:00-08:00"
            "</FromModifiedDate></ModifiedDateRangeFilter><PaidStatus>All</PaidStatus><IncludeLineItems>true"
            "</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
        ),
    ),
    (
        "VendorQueryRq",
        {"OwnerID": ["0"], "ActiveStatus": "All", "MaxReturned": 100},
        "<MaxReturned>100</MaxReturned><ActiveStatus>All</ActiveStatus><OwnerID>0</OwnerID>",
    ),
    (
        "TxnDeletedQueryRq",
        {
            "DeletedDateRangeFilter": {"FromDeletedDate": "2024-05-01T00:00:00Z"},
            "TxnDelType": ["Bill", "BillPaymentCheck"],
        },
        (
            "<TxnDelType>Bill</TxnDelType><TxnDelType>BillPaymentCheck</TxnDelType><DeletedDateRangeFilter>"
            "<FromDeletedDate>2024-05-01T00:00:00+00:00</FromDeletedDate></DeletedDateRangeFilter>"
        ),
    ),
    (
        "TxnVoidRq",
        {"TxnID": "1A2C-1400000000", "TxnVoidType": "BillPaymentCheck"},
        "<TxnVoidType>BillPaymentCheck</TxnVoidType><TxnID>1A2C-1400000000</TxnID>",
    ),
]
