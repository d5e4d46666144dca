"""The contract as a WSDL 1.1: document/literal, SOAP 1.1 over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bookbridge.xml_documents import as_content

from .operations import INTUIT, OPERATIONS, Operation, Result

SERVICE: Final = "QBWebConnectorSvc"
"""Intuit's name of the service; its port has the same with `Soap` behind."""


def wsdl(address: str) -> bytes:
    """The document, in UTF-8, for the service at `address` (an absolute URL)."""
    operations = OPERATIONS.values()
    return f"""<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="{INTUIT}" targetNamespace="{INTUIT}">
  <wsdl:types>
    <s:schema elementFormDefault="qualified" targetNamespace="{INTUIT}">
{_joined(_elements(operation) for operation in operations)}
      <s:complexType name="ArrayOfString">
        <s:sequence>
          <s:element minOccurs="0" maxOccurs="unbounded" name="string" nillable="true" type="s:string"/>
        </s:sequence>
      </s:complexType>
    </s:schema>
  </wsdl:types>
{_joined(_messages(operation) for operation in operations)}
  <wsdl:portType name="{SERVICE}Soap">
{_joined(_port_operation(operation) for operation in operations)}
  </wsdl:portType>
  <wsdl:binding name="{SERVICE}Soap" type="tns:{SERVICE}Soap">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>
{_joined(_bound_operation(operation) for operation in operations)}
  </wsdl:binding>
  <wsdl:service name="{SERVICE}">
    <wsdl:port name="{SERVICE}Soap" binding="tns:{SERVICE}Soap">
      <soap:address location="{as_content(address)}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
""".encode()


def _elements(operation: Operation) -> str:
    """The wrappers of the request and of the response."""
    name = operation.name
    parameters = (_element(parameter, _type(operation, parameter)) for parameter in operation.parameters)
    types = {Result.STRING: "s:string", Result.INT: "s:int", Result.STRINGS: "tns:ArrayOfString"}
    result = _element(f"{name}Result", types[operation.result])
    return _wrapper(name, parameters) + "\n" + _wrapper(f"{name}Response", [result])


def _wrapper(name: str, elements: Iterable[str]) -> str:
    inner = "".join(elements)
    sequence = f"<s:sequence>{inner}</s:sequence>" if inner else ""
    return f'      <s:element name="{name}"><s:complexType>{sequence}</s:complexType></s:element>'


def _element(name: str, kind: str) -> str:
    """Numbers are required; anything else may be absent."""
    least = int(kind == "s:int")
    return f'<s:element minOccurs="{least}" maxOccurs="1" name="{name}" type="{kind}"/>'


def _type(operation: Operation, parameter: str) -> str:
    return "s:int" if parameter in operation.numbers else "s:string"


def _messages(operation: Operation) -> str:
    name = operation.name
    return _message(f"{name}SoapIn", name) + "\n" + _message(f"{name}SoapOut", f"{name}Response")


def _message(name: str, element: str) -> str:
    return f'  <wsdl:message name="{name}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>'


def _port_operation(operation: Operation) -> str:
    name = operation.name
    return (
        f'    <wsdl:operation name="{name}"><wsdl:input message="tns:{name}SoapIn"/>'
        f'<wsdl:output message="tns:{name}SoapOut"/></wsdl:operation>'
    )


def _bound_operation(operation: Operation) -> str:
    return (
        f'    <wsdl:operation name="{operation.name}">'
        f'<soap:operation soapAction="{operation.action}" style="document"/>'
        '<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>'
        "</wsdl:operation>"
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
