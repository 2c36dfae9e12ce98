"""The history of drafts, line by line; the moves that an open draft carried become its first lines."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps = op.create_table(
        "steps",
        sa.Column("slot", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("slot", "number", name=op.f("pk_steps")),
        sa.UniqueConstraint("slot", "key", name=op.f("uq_steps_slot_key")),
    )
    drafts = sa.table("drafts", *(sa.column(name) for name in ("slot", "revision", "body")), sa.column("composed", sa.DateTime()))
    issues = sa.table("issues", sa.column("slot"))
    connection = op.get_bind()
    open_ones = sa.select(drafts).where(drafts.c.slot.not_in(sa.select(issues.c.slot)))
    for row in connection.execute(open_ones).all():
        draft = json.loads(row.body)
        moves = draft.pop("edits", [])
        base = json.loads(json.dumps(draft))
        for move in reversed(moves):
            take_back(base["content"], move)
        base["revision"], draft["revision"] = 1, 1 + len(moves)
        first = line(row.slot, 1, "digest", row.composed, "composed", "composed the draft", {"why": ""})
        lines = [first | {"base": json.dumps(base, ensure_ascii=False)}]
        for number, move in enumerate(moves, 2):
            made = moment(move["made"])
            said = f"moved a story to {move['theme'] or 'Other'}"
            body = {"story": move["story"], "theme": move["theme"]}
            lines.append(line(row.slot, number, move["by"], made, "move", said, body))
        connection.execute(sa.insert(steps), lines)
        values = {"revision": draft["revision"], "body": json.dumps(draft, ensure_ascii=False)}
        connection.execute(sa.update(drafts).where(drafts.c.slot == row.slot).values(values))


def line(
    slot: str, number: int, by: str, made: datetime, kind: str, said: str, body: dict[str, str]
) -> dict[str, Any]:
    words = {"slot": slot, "by": by, "kind": kind, "said": said, "body": json.dumps(body)}
    return {**words, "number": number, "made": made, "key": None, "base": None}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def take_back(content: dict[str, Any], move: dict[str, Any]) -> None:
    """Put a story back where it stood before a move, as the program did it when the move was made."""
    for story in stories(content):
        if story["id"] == move["story"]:
            story["placements"], story["reasons"] = story["placements"][1:], story["reasons"][:-1]
    found = None
    for section in content["sections"]:
        for story in section["stories"]:
            if story["id"] == move["story"]:
                found = story
        section["stories"] = [one for one in section["stories"] if one["id"] != move["story"]]
    if found is None:
        return
    home = next((one for one in content["sections"] if one["theme"] == move["was"]), None)
    if home is None:
        home = {"theme": move["was"], "stories": []}
        content["sections"].append(home)
    home["stories"].insert(move["at"], found)
    content["sections"] = [one for one in content["sections"] if one["stories"]]


def stories(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if content["lead"]:
        yield content["lead"]
    for section in content["sections"]:
        yield from section["stories"]
    yield from content["events"]
