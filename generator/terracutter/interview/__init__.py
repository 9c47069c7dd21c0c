"""Asks a person: the basic questions, then any section, then a review; every answer is judged at once."""

from terracutter.interview.again import again
from terracutter.interview.dialog import ask
from terracutter.interview.draft import draft
from terracutter.interview.guide import Declined
from terracutter.interview.plain import Plain
from terracutter.interview.screen import Left, Prompt, Screen, listening

__all__ = ["Declined", "Left", "Plain", "Prompt", "Screen", "again", "ask", "draft", "listening"]
