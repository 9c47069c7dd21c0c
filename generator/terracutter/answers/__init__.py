"""From what people gave to a valid answer for every question.

    --set  >  TERRACUTTER_<NAME>  >  interview  >  answers file  >  directory's name  >  profile  >  default

A higher layer wins; within a layer, what is said of one environment wins over what is said of all.
"""

from terracutter.answers.dump import dump
from terracutter.answers.given import from_directory, from_document, from_file
from terracutter.answers.model import (
    ANSWERS_FILE,
    SCHEMA_FILE,
    Answer,
    Answers,
    EnvironmentAnswers,
    Given,
    Layer,
    Resolution,
)
from terracutter.answers.proposed import proposed
from terracutter.answers.resolve import complete, in_environment, resolve, wholes
from terracutter.answers.settings import from_settings, from_variables

__all__ = [
    "ANSWERS_FILE",
    "SCHEMA_FILE",
    "Answer",
    "Answers",
    "EnvironmentAnswers",
    "Given",
    "Layer",
    "Resolution",
    "complete",
    "dump",
    "from_directory",
    "from_document",
    "from_file",
    "from_settings",
    "from_variables",
    "in_environment",
    "proposed",
    "resolve",
    "wholes",
]
