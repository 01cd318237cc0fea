"""Explorable: a 1×1 kernel mixes the channels of a photograph."""

from d2lmini.widgets.channel_mixer.widget import ChannelMixer

__all__ = ["ChannelMixer"]
