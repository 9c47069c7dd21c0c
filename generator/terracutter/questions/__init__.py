"""The questionnaire: questions as data, and the types that read their answers."""

from terracutter.questions.questionnaire import Carrier, Feature, Harm, Question, Questionnaire, Rule, load
from terracutter.questions.types import INVALID, Invalid, Place, Type, Value

__all__ = [
    "INVALID",
    "Carrier",
    "Feature",
    "Harm",
    "Invalid",
    "Place",
    "Question",
    "Questionnaire",
    "Rule",
    "Type",
    "Value",
    "load",
]
