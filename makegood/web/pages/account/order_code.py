"""Signing in as a buyer with an order's number and a code sent to the address of the order."""

from typing import Any

from litestar import Response, get, post

from makegood.accounts import answer_order_code, ask_order_code
from makegood.kit.errors import Refused
from makegood.web.pages.account.cookies import welcome
from makegood.web.pages.account.forms import Accounts, demo_order, onward_of, own_form, told_page
from makegood.web.pages.shell import HtmlRequest, Installation
from makegood.web.visit import visit_of


@get("/sign-in/code", include_in_schema=False, opt={"open": True})
async def show_order_code(request: HtmlRequest) -> Response[str]:
    """The fields for an order's number and its address; the number may come with the link of an e-mail or receipt."""
    order = request.query_params.get("order", "")[:100]
    return await told_page(
        "account/order_code.html", request, order=order, email="", onward=onward_of(request),
        demo_order=await demo_order(request),
    )  # fmt: skip


@post("/sign-in/code", include_in_schema=False, opt={"open": True})
async def send_order_code(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[str]:
    """Send a code if number and address belong together. The answer is the same if they do not."""
    typed = await own_form(request)
    order, email = typed.get("order", "").strip()[:100], typed.get("email", "").strip()[:254]
    onward = onward_of(request, typed)
    try:
        asked = await ask_order_code(accounts, order, email, visit_of(request, settings))
    except Refused as refusal:
        return await told_page(
            "account/order_code.html", request, refusal, order=order, email=email, onward=onward,
            demo_order=await demo_order(request),
        )  # fmt: skip
    return await told_page(
        "account/order_answer.html", request, code_id=asked.code_id, shown=asked.shown or "", order=order,
        email=email, onward=onward,
    )  # fmt: skip


@post("/sign-in/code/answer", include_in_schema=False, opt={"open": True})
async def take_order_code(request: HtmlRequest, settings: Installation, accounts: Accounts) -> Response[Any]:
    """Take the code and sign the buyer in."""
    typed = await own_form(request)
    order, email = typed.get("order", "")[:100], typed.get("email", "")[:254]
    onward, text = onward_of(request, typed), typed.get("code_id", "")
    code_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    try:
        opened = await answer_order_code(
            accounts, code_id, typed.get("code", ""), visit_of(request, settings)
        )
    except Refused as refusal:
        return await told_page(
            "account/order_answer.html", request, refusal, code_id=code_id, shown="", order=order, email=email,
            onward=onward,
        )  # fmt: skip
    return await welcome(request, settings, accounts, opened, "/orders" if onward == "/" else onward)


ORDER_CODE_HANDLERS = [show_order_code, send_order_code, take_order_code]
