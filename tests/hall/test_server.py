"""The server of the page on the wall: it only shows, tells nobody where, and sends each change once to all."""

import asyncio
import logging
import re
import socket

import pytest
from hall_page import next_event, next_frame

from bot.domain.polls import Secrecy
from bot.hall import server
from bot.hall.frames import Painter
from bot.services.hall import addresses


async def test_only_who_has_the_address_sees_anything(page):
    """Other paths are answered alike, other methods refused, and no answer sets a cookie or may be indexed."""
    async with page.session.get(page.address) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        body = await answer.text()
    assets = re.findall(r'(?:href|src)="(assets/[^"]+)"', body)
    assert len(assets) >= 4
    unknown = ("", "nothing", "0" * 32, "assets/", "assets/1/server.py", f"{page.hall.token}/more")
    for path in (page.hall.token, f"{page.hall.token}/events", *assets, "robots.txt", *unknown):
        async with page.session.get(f"{page.base}/{path}") as answer:
            assert answer.status == (404 if path in unknown else 200), path
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Robots-Tag"].startswith("noindex")
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert not answer.headers.keys() & {"Set-Cookie", "Server"}
            if path in unknown:
                assert page.hall.token not in await answer.text()
    for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        async with page.session.request(method, page.address) as answer:
            assert answer.status == 405


def test_the_page_needs_nothing_from_elsewhere_and_has_no_script_of_its_own():
    for name in ("page.html.j2", "hall.css", "hall.js"):
        text = (server.FOLDER / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"(?m)^\s*//.*$|\s// .*$", "", text), name
        assert "innerHTML" not in text
        assert not re.search(r"<script[^>]*>[^<]|\son\w+=|style=", text), name


async def test_a_page_gets_the_present_at_once_and_then_each_change_once(page, debate):
    """One that comes back with the name of what it has shown gets nothing before there is something new."""
    async with page.events() as one, page.events() as other:
        name, first = await next_frame(one)
        assert first["scene"] == "welcome"
        assert await next_frame(other) == (name, first)
        async with page.events(after=name) as back:
            kind, *_ = await next_event(back)
            assert kind == "hello"
            await page.changed()
            await debate.open("a")
            await page.changed()
            frames = [await next_frame(stream) for stream in (one, other, back)]
    assert {frame["scene"] for _, frame in frames} == {"question"}
    assert len({name for name, _ in frames}) == 1
    assert frames[0][0] != name


@pytest.mark.parametrize("secrecy", [Secrecy.PSEUDONYMOUS, Secrecy.SECRET])
async def test_votes_within_a_beat_are_one_change(page, debate, clock, secrecy):
    """Of a secret vote no time is kept, so no line shows when votes came."""
    poll = await debate.open("a", secrecy=secrecy)
    clock.advance(60)
    async with page.events() as stream:
        await next_frame(stream)
        for number in range(5):
            await debate.vote(poll, f"voter {number}", "yes")
        await page.halls.beat()
        _, frame = await next_frame(stream)
        assert frame["turnout"] == "5"
        assert (frame["line"] is None) is (secrecy is Secrecy.SECRET)


async def test_closing_the_page_or_changing_its_address_ends_it_for_who_watches(page, context, debate):
    async with page.events() as stream:
        await next_frame(stream)
        await addresses.change_address(context, debate.moderator)
        await page.halls.reload()
        assert (await next_frame(stream))[1] == "over"
    async with page.session.get(page.address) as answer:
        assert answer.status == 404


async def test_who_does_not_read_is_dropped_and_holds_up_nobody(page, monkeypatch):
    monkeypatch.setattr(server, "SLOW", 0.2)
    with socket.create_connection(("127.0.0.1", page.port)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.send(f"GET /{page.hall.token}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        async with page.events() as stream, asyncio.timeout(20):
            await next_frame(stream)
            while page.halls.watching < 2:  # noqa: ASYNC110  nothing tells of a page that is being served
                await asyncio.sleep(0.01)
            feed = await page.halls.watch(page.hall.token)
            number = 0
            while page.halls.watching == 2:
                number += 1
                feed.publish({"number": number, "filling": "x" * 500_000})
                _, frame = await next_frame(stream)
                assert frame["number"] == number


async def test_no_address_is_written_down(page, caplog):
    """Neither of pages nor of people: of requests as they should be, of broken ones, and of a bug."""
    caplog.set_level(logging.DEBUG)
    async with page.events() as stream:
        await next_frame(stream)
    with socket.create_connection(("127.0.0.1", page.port)) as broken:
        broken.send(f"GET /{page.hall.token} HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n".encode())
        assert b"400" in await asyncio.to_thread(broken.recv, 100)
    assert page.hall.token not in caplog.text
    assert "127.0.0.1" not in caplog.text


@pytest.mark.expects_errors
async def test_a_bug_is_logged_without_the_address_and_shown_without_its_traceback(page, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(page.halls, "title", fail)
    async with page.session.get(page.address) as answer:
        assert answer.status == 500
        assert "Traceback" not in await answer.text()
    assert "ZeroDivisionError" in caplog.text
    assert page.hall.token not in caplog.text


@pytest.mark.expects_errors
async def test_a_page_that_cannot_be_drawn_keeps_what_it_shows_and_is_logged_once(page, debate, monkeypatch, caplog):
    async with page.events() as stream:
        name, _ = await next_frame(stream)
        with monkeypatch.context() as broken:
            broken.setattr(Painter, "frame", None)
            await debate.open("a")
            for _ in range(3):
                await page.changed()
        assert [record.levelname for record in caplog.records].count("ERROR") == 1
        assert (await page.halls.watch(page.hall.token)).name == name
        await page.changed()
        assert (await next_frame(stream))[1]["scene"] == "question"


async def test_there_is_a_limit_to_open_pages(page, monkeypatch):
    monkeypatch.setattr(server, "MOST_PAGES", 1)
    async with page.events() as one, page.events() as other:
        await next_frame(one)
        assert (one.status, other.status) == (200, 503)


async def test_a_port_that_is_taken_is_named(page):
    with pytest.raises(server.PortTaken, match=rf"HALL_PORT {page.port} on 127\.0\.0\.1 cannot be used"):
        async with server.served("127.0.0.1", page.port, page.halls):
            pass
