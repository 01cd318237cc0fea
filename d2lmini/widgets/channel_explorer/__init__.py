"""Explorable: channels in, filters, and maps out, added up number by number or on a photograph."""

from d2lmini.widgets.channel_explorer.widget import ChannelExplorer

__all__ = ["ChannelExplorer"]
