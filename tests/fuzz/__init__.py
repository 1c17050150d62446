"""Whatever strangers type or send: each parser takes it or refuses it, and never breaks."""
