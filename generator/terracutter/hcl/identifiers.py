"""Which characters beyond ASCII may form an HCL name: Unicode 9.0, the version that Terraform reads by.

Python's own tables are newer and follow other rules (XID), so they would accept names that Terraform refuses.
"""

from __future__ import annotations

import re
from functools import cache

# Ranges of code points from U+0080 on, in base 36: the gap since the last range, a dot, how many more than one.
_ID_START = """
16 a 4 5.m 1.u 1.cp 4.b e.4 7 1 3l.4 1.1 2.3 1 6 1.2 1 1.j 1.2a 1.3u 8.4l 1.11 2 7.12 20.q 5.2 19.16 z.1 1.2q 1 f.1
7.1 a.2 2 g 1.t t.2g b o.w 9.1 4 5.l 4 9 3 n.o 1z.k 1.7 1y.1h 3 i 7.9 f.f 4.7 2.1 2.l 1.6 1 3.3 3 g d.1 1.2 e.1 j.5
4.1 2.l 1.6 1.1 1.1 1.1 v.3 1 j.2 g.8 1.2 1.l 1.6 1.1 1.4 3 i f.1 n b.7 2.1 2.l 1.6 1.1 1.4 3 u.1 1.2 f h 1.5 3.2 1.3
3.1 1 1.1 3.1 3.2 3.b m 1g.7 1.2 1.m 1.f 3 q.2 5.1 u 4.7 1.2 1.m 1.9 1.4 3 w 1.1 f.1 i.7 1.2 1.14 2 g 5.2 8.2 o.5 5.h
3.n 1.8 1 2.6 1m.1b 1.1 c.6 1m.1 1 2.1 1 2 6.3 1.6 1.2 1 1 2.1 1.3 1.1 9 2.4 1 l.3 w 1r.7 1.z r.4 37.16 k g.5 4.3 3
3.1 7.2 4.c c h.11 1 5 2.16 1.98 1.3 2.6 1 1.3 2.14 1.3 2.w 1.3 2.6 1 1.3 2.e 1.1k 1.3 2.1u 11.f g.2d 2.5 3.h7 2.g 1.p
5.22 3.a 7.c 1.3 e.h e.h e.c 1.2 f.1f z 4 1v.2f 8.14 1 5.1x a.u 1d.t 2.4 b.17 4.p 1i.m 9.1g 2a 2l.1a h.6 1j.t d.1 a.17
q.z 15.2 a.z 2.8 2o.3 1.3 3.1 9.5b 1s.7p 2.5 2.11 2.5 2.7 1 1 1 1.u 2.1g 1.6 1 3.2 1.6 3.3 2.5 4.c 5.2 1.6 38 d g.c 2t
4 2.9 1 2.5 6 1 1 1.f 2.3 5.4 4 h.14 22f.1a 1.1a 1.3o 6.3 3.1 c.11 1 5 2.1j 7 g.m 9.6 1.6 1.6 1.6 1.6 1.6 1.6 1.6 fa.2
p.8 7.4 2.4 4.2d 4.4 1.2h 1.3 5.14 3.2l h.q 1h.f e8.52t 22.g5x 16.wc 1v.19 2.7g 3.f a.1 k.1a g.u 2.27 13.8 2.2u 2.z
1.7 1r.a 1.2 1.3 1.m t.1f e.1d 1q.5 3 1 c.r a.m p.s 7.1a s g.4 1.9 a.4 1.14 n.2 1.7 k.m 3 3.1d 1 3.1 2.4 2 1 o.2 2.a
7.2 c.5 2.5 2.5 9.6 1.6 1.16 1.9 a.36 t.8mb c.m 4.1c 6is.a5 2.2x 12.6 c.4 5 1.9 1.c 1.4 1 1.1 1.1 1.2z x.a2 i.1r 2.1h
14.b 38.4 1.3q 10.p 6.p b.2g 3.5 2.5 2.5 2.2 z.b 1.p 1.i 1.1 1.e 2.d y.3e 1x.1g 7f.s 3.1c 1b.v g.q 5.11 a.t 2.z 4.7
1.4 16.4d i.z 4.z 4.13 8.1f 4c.8m 9.l a.7 48.5 2 1.17 1.1 3 2.m a.m 9.u 1t.i 1.1 a.l a.p 1y.1j 6.1 1s f.3 1.2 1.q 18.s
3.s z.7 1.r r.1h a.l a.i d.h 32.20 1j.1e d.1e ls.1g 23.18 w.o q.z 15.y 3 c.1b e.3 l 1 z.h 1.o 2c.6 1 1.3 1.e 1.9 7.1a
12.7 2.1 2.l 1.6 1.1 1.4 3 i c.4 4e.1g i.3 1h.1b k.1 1 54.1a 15.3 10.1b k 1n.16 2d.p au.1r v cg.1k 7b.8 1.10 h 1d.t
og.pl 2u.32 h.5f 24c.tq 34h.g6 6nt.fs 7.u 35.t i.1b g.3 v.k 5.i og.1w b 1u.c 1s v.4q4 j.ky 7bh.1 2da.2y 5.c 3.8 7.9
4me.2c 1.1y 1.1 2 2.1 2.3 1.b 1 1.6 1.1s 1.3 2.7 1.6 1.r 1.3 1.4 1 3.6 1.9f 2.o 1.o 1.u 1.o 1.u 1.o 1.u 1.o 1.u 1.o
1.7 378.5g 1n.1v xo.3 1.q 1.1 1 2 1.9 1.3 1 1 6 4 1 1 1.2 1.1 1 2 1 1 1 1 1.1 1 2.3 1.6 1.3 1.3 1 1.9 1.g 5.2 1.4 1.g
3es.wye 15.378 b.65 2.4g1 866.f1
"""
_ID_CONTINUE_ONLY = """
1j g8.33 n 6z.4 7d.18 1 1.1 1.1 1 20.a 1c.u 6 2t.6 2.5 2.1 1.3 2.9 n u.q 2j.a f.9 x.8 y.3 1.8 1.2 1.4 17.2 3c.d 1.w
1i.2 1.h 1.6 a.1 2.9 h.2 1k 1.6 2.1 2.2 9 a.1 2.9 h.2 1k 1.4 4.1 2.2 3 k.b 3 b.2 1k 1.7 1.2 1.2 k.1 2.9 h.2 1k 1.6 2.1
2.2 8.1 a.1 2.9 i 1n.4 3.2 1.3 9 e.9 g.3 1m.6 1.2 1.3 7.1 b.1 2.9 h.2 1k 1.6 1.2 1.3 7.1 b.1 2.9 h.2 1m.6 1.2 1.3 9
a.1 2.9 i.1 1y 4.5 1 1.7 6.9 2.1 1p 2.6 c.7 1.9 2f 2.5 1.1 b.5 2.9 1q.1 6.9 b 1 1 4.1 1d.j 1.1 5.a 1.z 9 2s.j 1.9 c.3
4.2 1.2 2.6 3.3 d.b 1.e jj.2 9.8 ps.2 t.2 t.1 u.1 1s.v 9 2.9 x.2 2.9 3z 3a.b 4.b a.9 3k.a 1o.4 1l.9 1.s 2.a 6.9 m.d
1u.4 1b.g b.9 h.8 c.2 u.c 2.9 18.d 1c.j 8.9 6.9 3a.2 1.k 4 4.2 3.1 5i.1h 5.4 fz.1 j 3f.c 4 3.b 2da.2 3x 2o.v fe.5 2x.1
n7p.9 1x 4.9 w.1 28.1 7k 3 4 n.4 2g.1 1e.h a.9 6.h e.9 s.7 p.c 18.3 1b.d f.9 b a.9 1b.d c 8.1 2.9 x.2 1e 1.2 2.1 5.1 1
15.4 5.1 6k.7 1.1 2.9 fms kh.f g.f 3.1 o.2 5c.9 11 jh 6a 45.4 85.9 11z.2 1.1 5.3 14.2 4 4l.1 109.2 1h.e v.9 f.3 19.a
1h.9 6.2 10.d 1.9 1f c.2 1c.d 9.2 3.9 2a.b 6 4g.b 5.9 6.3 1k 1.6 2.1 2.2 9 a.1 2.6 3.4 5c.h 9.9 2e.j c.9 5x.6 2.8 r.1
2a.g f.9 29.c 8.9 2b.e 4.9 bq.9 n9.7 1.7 g.9 1k.l 1.d fc9.9 3q.4 1n.6 p.9 s7.19 g.3 f7u.1 43q.4 3.5 8.7 2.6 u.3 44.2
13d.1d e8.1i 4.1d 8 e m.4 1.e 11s.6 1.g 2.6 1.1 1.4 1ph.6 31.6 5.9 gzhi.6n
"""


def name_end(text: str, start: int) -> int:
    """Where the name that begins at `start` ends; `start` itself when none does."""
    match = _name().match(text, start)
    return match.end() if match else start


@cache
def _name() -> re.Pattern[str]:
    start = "A-Za-z_" + _character_class(_ID_START)
    return re.compile(f"[{start}][0-9{start}{_character_class(_ID_CONTINUE_ONLY)}-]*+")


def _character_class(ranges: str) -> str:
    written: list[str] = []
    code_point = 0x80
    for entry in ranges.split():
        gap, _, more = entry.partition(".")
        first = code_point + int(gap, 36)
        last = first + int(more or "0", 36)
        written.append(f"{chr(first)}-{chr(last)}")
        code_point = last + 1
    return "".join(written)
