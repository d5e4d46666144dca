"""What is worth knowing about a company file, above all before it is synced for the first time (B7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .company_files import Pairing
from .languages import ENGLISH

LARGE_FILE_MB: Final = 700
"""Above this size a first sync wants preparation."""

SUPPORTED_COUNTRIES: Final = frozenset({"US", ""})
"""Whose editions we know; one that does not tell its country is taken for one of them."""

RECENT_RESTORE: Final = timedelta(days=365)
"""A restored file loses what was entered after its backup: for a year that is worth a look."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation in one language; `code` is the same in all of them."""

    code: str
    text: str


def advice_for(
    pairing: Pairing, today: date, language: str, *, first_sync: bool, settled: bool = False
) -> tuple[Advice, ...]:
    """What to tell about a pairing. `first_sync`: the company file has not been read to its end yet.

    Once that is `settled`, only what stays so is told.
    """
    size, restored = pairing.file_size_mb or 0, pairing.restored_on
    file = pairing.found or pairing.confirmed
    values = {
        "size": str(size),
        "limit": str(LARGE_FILE_MB),
        "restored": restored.isoformat() if restored else "",
        "country": file.country if file else "",
        "currency": file.home_currency if file else "",
    }
    given = {
        "single_user_mode": first_sync and not settled,
        "first_sync_takes_time": first_sync and not settled,
        "large_company_file": size > LARGE_FILE_MB and not settled,
        "restored_company_file": restored is not None and today - RECENT_RESTORE <= restored and not settled,
        "other_countrys_edition": values["country"] not in SUPPORTED_COUNTRIES,
    }
    return tuple(_worded(code, language, values) for code, applies in given.items() if applies)


def _worded(code: str, language: str, values: Mapping[str, str]) -> Advice:
    texts = _TEXTS[code]
    return Advice(code, texts.get(language, texts[ENGLISH]).format(**values))


_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "single_user_mode": {
        "en": (
            "For the first sync, open the company file in single-user mode (File > Switch to Single-user Mode), signed "
            "in as the administrator, and leave QuickBooks open until it is done."
        ),
        "fr": (
            "Pour la première synchronisation, ouvrez le fichier d'entreprise en mode mono-utilisateur (File > Switch "
            "to Single-user Mode) en tant qu'administrateur, et laissez QuickBooks ouvert jusqu'à la fin."
        ),
    },
    "first_sync_takes_time": {
        "en": (
            "The first sync takes from 5 minutes to 2 hours, by the size of the company file. If it is broken off, the "
            "next one goes on where it stopped."
        ),
        "fr": (
            "La première synchronisation dure de 5 minutes à 2 heures, selon la taille du fichier d'entreprise. Si "
            "elle est interrompue, la suivante reprend là où elle s'est arrêtée."
        ),
    },
    "large_company_file": {
        "en": (
            "The company file has {size} MB. Above {limit} MB QuickBooks answers slowly: first make a backup and run "
            "Verify Data in QuickBooks, begin the sync outside of working hours on the computer that holds the file, "
            "and name the day from which history is needed, so that older history is left out."
        ),
        "fr": (
            "Le fichier d'entreprise fait {size} Mo. Au-delà de {limit} Mo, QuickBooks répond lentement : faites "
            "d'abord une sauvegarde et lancez Verify Data dans QuickBooks, commencez la synchronisation hors des "
            "heures de travail sur l'ordinateur où se trouve le fichier, et indiquez le jour à partir duquel "
            "l'historique est utile, pour laisser de côté l'historique plus ancien."
        ),
    },
    "other_countrys_edition": {
        "en": (
            "This is the edition of QuickBooks Desktop for another country ({country}); only the one for the US is "
            "known to work. Records are sent in the company file's own currency, {currency}, and its sales taxes may "
            "be refused: try one invoice and one bill before you rely on it."
        ),
        "fr": (
            "C'est l'édition de QuickBooks Desktop d'un autre pays ({country}) ; seule celle des États-Unis est connue "
            "pour fonctionner. Les éléments sont envoyés dans la devise du fichier d'entreprise, {currency}, et ses "
            "taxes peuvent être refusées : essayez une facture client et une facture fournisseur avant de vous y fier."
        ),
    },
    "restored_company_file": {
        "en": (
            "The company file was restored from a backup on {restored}. What was entered between the backup and that "
            "day may be missing in it: compare the last entries, run Verify Data in QuickBooks, and remove copies of "
            "the file that nobody should open any more."
        ),
        "fr": (
            "Le fichier d'entreprise a été restauré depuis une sauvegarde le {restored}. Les saisies faites entre la "
            "sauvegarde et ce jour peuvent y manquer : comparez les dernières écritures, lancez Verify Data dans "
            "QuickBooks et supprimez les copies du fichier que plus personne ne doit ouvrir."
        ),
    },
}
