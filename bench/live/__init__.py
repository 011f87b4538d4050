"""Measurements of the voting room: `python -m bench.live`.

A real server is started over a new board of the starter tools. Clients in
processes of their own keep a stream open for every voter and send votes by the
clock: a vote is due at its time whether or not earlier ones are answered, and
every wait counts from when the vote was due, so that neither a slow server nor a
slow client hides anything.

No vote is anyone's second on a tool. The board starts empty, so the `votes` that
a frame tells is the seq of the last vote in it. The answer to a vote tells its
seq; a screen shows the vote with the first frame whose `votes` has reached that.
All clocks are the machine's monotonic one.
"""
