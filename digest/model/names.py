"""Identifiers, each a type of its own."""

from typing import NewType

NewsletterId = NewType("NewsletterId", str)
SourceId = NewType("SourceId", str)
ThemeId = NewType("ThemeId", str)
PostId = NewType("PostId", str)
StoryId = NewType("StoryId", str)
SlotId = NewType("SlotId", str)
RunId = NewType("RunId", str)
