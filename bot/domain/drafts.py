"""An answer in the making: what it becomes when one more option is tapped."""

from bot.domain.kind import Answer, Menu, Option, Rules
from bot.domain.refusals import BadAnswer


def after_tap(rules: Rules, draft: Answer, option: Option) -> Answer | None:
    """Return the draft after a tap on an option; None where the option has to wait until another is taken out.

    A tap on a chosen option takes it out. Where the option does not go with the others, as “none of these”, it
    replaces them.
    """
    if option.id in draft:
        return tuple(chosen for chosen in draft if chosen != option.id)
    try:
        return rules.check((*draft, option.id))
    except BadAnswer:
        entry = rules.entry
        is_full = isinstance(entry, Menu) and len(draft) >= entry.most
        return None if is_full else (option.id,)
