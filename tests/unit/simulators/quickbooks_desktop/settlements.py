"""Requests that settle, as the tests write them."""

from typing import Final

from tests.unit.simulators.quickbooks_desktop.program import Answer, Json, Program

CREDIT_LINE: Final = (
    "<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef><Amount>{}</Amount></ExpenseLineAdd>"
)


def reference(name: str, full_name: str) -> str:
    return f"<{name}><FullName>{full_name}</FullName></{name}>"


def applied(row: Json, amount: str, more: str = "") -> str:
    return (
        f"<AppliedToTxnAdd><TxnID>{row['TxnID']}</TxnID><PaymentAmount>{amount}</PaymentAmount>{more}</AppliedToTxnAdd>"
    )


def credit(row: Json, amount: str) -> str:
    return f"<SetCredit><CreditTxnID>{row['TxnID']}</CreditTxnID><AppliedAmount>{amount}</AppliedAmount></SetCredit>"


def discount(amount: str, account: str = "Purchase Discounts") -> str:
    return f"<DiscountAmount>{amount}</DiscountAmount>{reference('DiscountAccountRef', account)}"


def pay_bill(program: Program, inside: str, payee: str = "Acme Supply", before: str = "") -> Answer:
    head = f"{reference('PayeeEntityRef', payee)}{before}<TxnDate>2024-05-20</TxnDate>"
    return program.add(
        "BillPaymentCheck", f"{head}{reference('BankAccountRef', 'Checking')}<RefNumber>P-1</RefNumber>{inside}"
    )


def receive(program: Program, total: str, inside: str, customer: str = "Beta LLC") -> Answer:
    return program.add(
        "ReceivePayment",
        f"{reference('CustomerRef', customer)}<TxnDate>2024-05-20</TxnDate><TotalAmount>{total}</TotalAmount>{inside}",
    )


def vendor_credit(program: Program, amount: str) -> Json:
    return program.add("VendorCredit", reference("VendorRef", "Acme Supply") + CREDIT_LINE.format(amount)).row


def credit_memo(program: Program, amount: str) -> Json:
    line = f"<CreditMemoLineAdd>{reference('ItemRef', 'Consulting')}<Amount>{amount}</Amount></CreditMemoLineAdd>"
    return program.add("CreditMemo", reference("CustomerRef", "Beta LLC") + line).row
