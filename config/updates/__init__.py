"""Signed configuration: what admins change from afar, from their desk to a kiosk.

A *desk* is a folder with the sources: files as a city's folder has them, sorted by who answers for them (`roles`). An admin
edits, looks at what will change where (`changes`), and signs; another signs; what has its signatures is published
(`desk`) into a *repository*: a folder of files that any web server can hand out, since nothing in it is believed for where it
lies. A kiosk follows it (`follower`) by The Update Framework: the root of trust was shipped with the package.

==========  =======================================  ========================================================================
role        speaks of                                signed
==========  =======================================  ========================================================================
root        who signs what                           offline, by two of three
targets     which roles there are                    offline, by two
law         kinds, fees, exemptions, holidays        offline, by two
words       texts and pictures                       offline
fleet       the city's data, settings of a machine   offline
notices     notices; a kind switched off             by a key that a server may hold: its power ends there
software    which version of the program is to run   offline, by two
rollout     which machines take it already           by the server's key
snapshot,   that all of it belongs together, now     by the server's key
timestamp
==========  =======================================  ========================================================================

What a role publishes is one *bundle*: all its files as one, so that they change together or not at all. A package of the kiosk's own
software is a target beside its role's bundle, and far too long to be one of those files.
"""
