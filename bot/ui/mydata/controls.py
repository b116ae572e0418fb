"""The controls of `/mydata`; what they do is in `handlers.py`. None says whose data it is: that is who taps."""

from bot.ui.common.controls import button

MY_DATA = button("mydata:{page:int}:{_step:word}")
"""Shows a page of one's data; `step` tells apart two buttons that lead to the same page."""
ASK_TO_DELETE = button("mydata-ask")
DELETE = button("mydata-delete")
