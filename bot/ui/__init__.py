"""The only room that knows Discord: it reads what people do, makes one call, and shows what came of it."""
