"""Files that are uploaded and attached, and the rates of tax codes."""

import base64
import json

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, Reply

pytestmark = pytest.mark.unit

PDF = b"%PDF-1.4\r\n\x00\xff\r\n--\r\n"


def part(name: str, content_type: str, content: bytes, *, encoding: str = "") -> bytes:
    head = f"Content-Disposition: form-data; {name}\r\nContent-Type: {content_type}\r\n"
    if encoding:
        head += f"Content-Transfer-Encoding: {encoding}\r\n"
    return head.encode() + b"\r\n" + content + b"\r\n"


def metadata(number: str = "01", **record: object) -> bytes:
    return part(f'name="file_metadata_{number}"', "application/json", json.dumps(record).encode())


def content(number: str = "01", data: bytes = PDF, **more: str) -> bytes:
    return part(f'name="file_content_{number}"; filename="a.pdf"', "application/pdf", data, **more)


def attached_to(kind: str, row_id: str) -> Json:
    reference = {"EntityRef": {"type": kind, "value": row_id}}
    return {"FileName": "a.pdf", "ContentType": "application/pdf", "AttachableRef": [reference]}


def upload(company: Company, *parts: bytes, **params: str) -> Reply:
    body = b"".join(b"--limit\r\n" + each for each in parts) + b"--limit--\r\n"
    headers = {
        "Authorization": f"Bearer {company.token}",
        "Content-Type": "multipart/form-data; boundary=limit",
    }
    return company.raw("POST", f"/v3/company/{company.realm}/upload", body, headers, **params)


def files(company: Company) -> dict[str, bytes]:
    return company.simulator.organisations[company.realm].files


def test_a_file_is_kept_and_found_by_its_owner(company: Company) -> None:
    invoice = company.invoice(company.customer())["Id"]
    reply = upload(company, metadata(**attached_to("invoice", invoice)), content())
    (answer,) = reply.body["AttachableResponse"]
    made = answer["Attachable"]
    assert (made["FileName"], made["Size"], made["SyncToken"]) == ("a.pdf", len(PDF), "0")
    assert made["AttachableRef"][0]["EntityRef"]["type"] == "Invoice"
    assert files(company) == {made["Id"]: PDF}
    assert invoice == "1"
    found = company.query(
        "SELECT * FROM Attachable WHERE AttachableRef.EntityRef.Type = 'Invoice'"
        " AND AttachableRef.EntityRef.value = '1'"
    )
    assert [row["Id"] for row in found["Attachable"]] == [made["Id"]]
    assert company.query("SELECT * FROM Attachable WHERE AttachableRef.EntityRef.value = '999'") == {}
    assert company.read("Attachable", made["Id"])["ContentType"] == "application/pdf"


def test_a_content_in_base64_is_decoded(company: Company) -> None:
    bill = company.bill(company.vendor())["Id"]
    encoded = content(data=base64.b64encode(PDF), encoding="base64")
    upload(company, metadata(**attached_to("Bill", bill)), encoded)
    assert list(files(company).values()) == [PDF]


def test_several_files_are_answered_one_by_one(company: Company) -> None:
    customer = company.customer()
    good, bad = attached_to("Customer", customer), attached_to("Spaceship", "1")
    parts = metadata("1", **good), content("1"), metadata("2", **bad), content("2")
    first, second = upload(company, *parts).body["AttachableResponse"]
    assert first["Attachable"]["FileName"] == "a.pdf"
    assert second["Fault"]["Error"][0]["code"] == "6050"


def test_the_same_request_id_keeps_one_file(company: Company) -> None:
    customer = company.customer()
    parts = metadata(**attached_to("Customer", customer)), content()
    first, again = (upload(company, *parts, requestid="u-1") for _ in range(2))
    assert first.body == again.body
    assert len(files(company)) == 1


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "6040"),
        ((content(),), "6040"),
        ((part('name="file_metadata_01"', "application/json", b"[]"), content()), "6040"),
        ((part('name="file_metadata_01"', "text/xml", b"<a/>"), content()), "6040"),
        ((metadata(**attached_to("Vendor", "1")),), "6020"),
        ((metadata(**attached_to("Vendor", "1")), content(data=b"")), "6041"),
        ((metadata(ContentType="application/pdf"), content()), "6041"),
        ((metadata(**attached_to("TaxCode", "TAX")), content()), "6050"),
        ((metadata(**attached_to("Vendor", "999")), content()), "2500"),
        ((metadata(**attached_to("Vendor", "1"), Colour="red"), content()), "2010"),
    ],
)
def test_what_is_wrong_with_an_upload_is_told(company: Company, parts: tuple[bytes, ...], code: str) -> None:
    company.vendor()
    reply = upload(company, *parts)
    assert (reply.status, reply.codes) == (400, [code])
    assert files(company) == {}


def test_an_upload_is_multipart(company: Company) -> None:
    assert company.call("POST", "upload", {"FileName": "a.pdf"}).codes == ["1050"]


def test_files_are_not_announced(company: Company) -> None:
    customer = company.customer()
    company.simulator.webhooks.take_due(at_once=True)
    upload(company, metadata(**attached_to("Customer", customer)), content())
    assert company.simulator.webhooks.take_due(at_once=True) == []


@pytest.mark.parametrize(("country", "codes"), [("US", {"TAX": [], "NON": []}), ("GB", {"1": ["1"], "2": ["2"]})])
def test_tax_codes_name_their_rates_except_in_the_us(country: str, codes: dict[str, list[str]]) -> None:
    company = Company(realm="99")
    company.simulator.add_organisation("99", "Elsewhere Ltd", country=country)
    found = {}
    for row in company.query("SELECT * FROM TaxCode")["TaxCode"]:
        details = row.get("SalesTaxRateList", {"TaxRateDetail": []})["TaxRateDetail"]
        found[row["Id"]] = [detail["TaxRateRef"]["value"] for detail in details]
    assert found == codes
    rates = {row["Id"]: row["RateValue"] for row in company.query("SELECT * FROM TaxRate")["TaxRate"]}
    assert rates == {"1": 20, "2": 0}
