"""Checklists as the tests read them."""

from __future__ import annotations

from bookbridge.domain.failures import Actor
from bookbridge.domain.records import EntityType
from bookbridge.use_cases.diagnose_record import Answered, Diagnosis
from tests.fakes.world import World


def diagnosis(world: World, entity_type: EntityType, record_id: str, code: str = "") -> Diagnosis:
    """The checklist of one record of acme."""
    return world.diagnose_record("acme", entity_type, record_id, code)


def check(told: Diagnosis, check_id: str) -> Answered:
    """One question with its answer."""
    (found,) = [each for each in told.checks if each.id == check_id]
    return found


def red(told: Diagnosis) -> list[str]:
    """The questions that are answered with no."""
    return [each.id for each in told.checks if each.passed is False]


def steps(answered: Answered, actor: Actor) -> str:
    """What one actor is told to do."""
    return " ".join(step for remedy in answered.fix if remedy.actor is actor for step in remedy.steps)
