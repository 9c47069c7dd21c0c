"""The questionnaire: questions as data, and the types that read their answers."""

from terracutter.questions.questionnaire import Carrier, Feature, Question, Questionnaire, Rule, load
from terracutter.questions.types import INVALID, Invalid, Place, Type, Value

__all__ = [
    "INVALID",
    "Carrier",
    "Feature",
    "Invalid",
    "Place",
    "Question",
    "Questionnaire",
    "Rule",
    "Type",
    "Value",
    "load",
]
