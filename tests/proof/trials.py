"""One cut of one story, carried through to the end. Trials know nothing of each other and can run side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.errors import BookbridgeError
from tests.fakes.world import Crash, World

from .census import census
from .invariants import check
from .killer import Killer, Saboteur
from .stories import COMPANY, STORIES, Story

STEP_DIES: Final = 4
"""Tries of a step: the state machine repeats the one that died."""
RUN_DIES: Final = 1
"""The run vanishes; its lease runs out and the next poll takes over."""

FAULTS: Final = (
    "rate_limited",
    "server_error",
    "server_error_after_commit",
    "unavailable",
    "timeout_before_commit",
    "timeout_after_commit",
    "lost_answer",
    "token_expired",
    "token_revoked",
)
"""Ways of every package to fail."""

FAULTS_OF: Final = {"xero": ("day_limit", "organisation_offline")}
"""Ways of its own."""

A_DAY: Final = 25 * 60
"""Minutes: longer than a limit can last."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a story is cut: at a point (a death) or at a call (a fault of the package)."""

    story: str
    cut: str
    at: int
    retries: int = STEP_DIES

    @property
    def sort(self) -> str:
        """`deaths` or `faults`."""
        return "deaths" if self.cut == "death" else "faults"

    def run(self) -> str:
        """Empty when everything holds, else what does not."""
        story = next(each for each in STORIES if each.name == self.story)
        world = story.begin(retries=self.retries)
        before = census(world)
        try:
            if self.cut == "death":
                _die(world, self.at)
            else:
                _fail(world, self.at, self.cut)
            check(world, before, story.end)
        except AssertionError as error:
            return f"{self}: {error}"
        return ""


def _die(world: World, at: int) -> None:
    killer = Killer(world, at)
    with suppress(Crash):
        world.run()
    with killer.asleep():
        _recover(world)


def _fail(world: World, call: int, kind: str) -> None:
    saboteur = Saboteur(world, call, kind)
    with suppress(BookbridgeError):
        world.run()
    saboteur.stop()
    _recover(world)


def _recover(world: World) -> None:
    world.retries = STEP_DIES
    for minutes in (35, 35, 35, A_DAY):
        world.run()
        _connect_again(world)
        world.tick(minutes)
    world.run()


def _connect_again(world: World) -> None:
    """Somebody gives a new consent, if one is asked for."""
    connection = world.connections.get(COMPANY)
    if connection is not None and connection.status is ConnectionStatus.REAUTHORIZATION_REQUIRED:
        world.give_tokens(COMPANY)
        world.run()


def trials_of(story: Story) -> Iterator[Trial]:
    """Every death in both ways and every fault at every call, after the story has come to its end undisturbed."""
    world = story.begin(retries=STEP_DIES)
    before = census(world)
    killer = Killer(world)
    world.run()
    with killer.asleep():
        check(world, before, story.end)
    for at in range(len(killer.points)):
        for retries in (STEP_DIES, RUN_DIES):
            yield Trial(story.name, "death", at, retries)
    world = story.begin(retries=STEP_DIES)
    saboteur = Saboteur(world)
    world.run()
    for call in range(len(saboteur.calls)):
        for kind in (*FAULTS, *FAULTS_OF.get(story.package, ())):
            yield Trial(story.name, kind, call)
