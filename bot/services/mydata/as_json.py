"""What is stored about a person as a JSON file to hand over."""

import json

from bot.domain.answers import write_answer
from bot.domain.export_schema import moment
from bot.domain.floor import Asking, Turn
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll
from bot.domain.responses import Response, Status
from bot.domain.statements import Statement, StatementStatus
from bot.services.common.context import Context
from bot.services.floor.own import OwnFloor
from bot.services.mydata.mydata import OwnReceipt, OwnVote, show
from bot.services.mydata.own_statements import OwnStance


async def export(context: Context, person: Person) -> bytes:
    """Return everything stored about a person in this server as JSON."""
    data = await show(context, person)
    everything = {
        "votes": [_vote_fields(vote) for vote in data.votes],
        "voted_in_secret": [_poll_fields(vote.debate, vote.poll) | {"item": vote.item_key} for vote in data.secret],
        "receipts": [_receipt_fields(receipt) for receipt in data.receipts],
        "responses": [_response_fields(debate, response) for debate, response in data.responses],
        "agreements": [_agreement_fields(debate, response) for debate, response in data.agreements],
        "speeches": [_turn_fields(one, turn) for one in data.on_floors for turn in one.turns],
        "speakers_list": [_asking_fields(one, asking) for one in data.on_floors for asking in one.waiting],
        "move_on": [_floor_fields(one) | {"wants": one.moves_on} for one in data.on_floors if one.moves_on is not None],
        "statements": [_statement_fields(debate, statement) for debate, statement in data.statements.written],
        "statement_votes": [_stance_fields(stance) for stance in data.statements.stances],
    }
    return json.dumps(everything, ensure_ascii=False, indent=1).encode()


def _poll_fields(debate: Debate, poll: Poll) -> dict[str, object]:
    return {"debate": debate.title, "question": poll.question, "title": poll.title, "round": poll.round}


def _receipt_fields(receipt: OwnReceipt) -> dict[str, object]:
    entry = receipt.entry
    return _poll_fields(receipt.debate, receipt.poll) | {
        "code": receipt.code,
        "on_the_sealed_list": receipt.listed,
        "salt": entry.salt if entry else None,
        "commitment": entry.commitment if entry else None,
    }


def _vote_fields(vote: OwnVote) -> dict[str, object]:
    ballot = vote.ballot
    return _poll_fields(vote.debate, vote.poll) | {
        "item": ballot.item_key,
        "answer": write_answer(ballot.answer),
        "cast_at": moment(ballot.cast_at),
        "changes": ballot.changes,
        "stored_as": ballot.participant,
        "name": ballot.name,
    }


def _response_fields(debate: Debate, response: Response) -> dict[str, object]:
    return {
        "debate": debate.title,
        "question": response.question,
        "text": response.text,
        "created_at": moment(response.created_at),
        "edited_at": moment(response.edited_at) if response.edited_at else None,
        "status": response.status,
        "stored_as": response.participant,
        "name": response.name,
    }


def _agreement_fields(debate: Debate, response: Response) -> dict[str, object]:
    text = response.text if response.status == Status.PUBLISHED else None
    return {"debate": debate.title, "question": response.question, "response": response.id, "text": text}


def _floor_fields(one: OwnFloor) -> dict[str, object]:
    return {
        "debate": one.debate.title,
        "floor": one.floor.id,
        "question": one.floor.question,
        "title": one.floor.title,
    }


def _turn_fields(one: OwnFloor, turn: Turn) -> dict[str, object]:
    return _floor_fields(one) | {
        "turn": turn.number,
        "side": turn.side,
        "reply": turn.is_reply,
        "started_at": moment(turn.started_at),
        "ended_at": moment(turn.ended_at),
        "ending": turn.ending,
        "stored_as": turn.participant,
        "name": turn.name,
    }


def _asking_fields(one: OwnFloor, asking: Asking) -> dict[str, object]:
    return _floor_fields(one) | {
        "side": asking.side,
        "reply": asking.is_reply,
        "asked_at": moment(asking.asked_at),
        "stored_as": asking.participant,
        "name": asking.name,
        "user_id": asking.user_id,
    }


def _statement_fields(debate: Debate, statement: Statement) -> dict[str, object]:
    return {
        "debate": debate.title,
        "question": statement.question,
        "statement": statement.number,
        "text": statement.text,
        "created_at": moment(statement.created_at),
        "status": statement.status,
        "decline_reason": statement.decline_reason,
        "stored_as": statement.participant,
        "name": statement.name,
    }


def _stance_fields(own: OwnStance) -> dict[str, object]:
    statement = own.statement
    text = statement.text if statement.status is StatementStatus.SHOWN else None
    return {
        "debate": own.debate.title,
        "question": own.set.question,
        "round": own.set.round,
        "statement": statement.number,
        "text": text,
        "vote": own.stance,
        "stored_as": own.participant,
    }
