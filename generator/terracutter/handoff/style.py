"""The look of the page: on a screen, light and dark, and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """\
:root{color-scheme:light dark;--ink:#16191f;--soft:#414d5c;--paper:#fff;--line:#c6ccd5;--shade:#f3f5f7;--link:#0b5cad;\
--mark:#b25400}
@media screen and (prefers-color-scheme:dark){
:root{--ink:#eef1f5;--soft:#b9c2cf;--paper:#11161d;--line:#3b4654;--shade:#1a212a;--link:#8ab8f0;--mark:#f09a4a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem;color:var(--ink);background:var(--paper);
font:16px/1.5 Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;padding:.4rem .8rem;background:var(--paper)}
h1,h2,h3,h4,h5{line-height:1.25;margin:1.8rem 0 .6rem}
h1{font-size:2.4rem;margin:.2rem 0 1rem}
h2{font-size:1.7rem}
h3{font-size:1.3rem}
h4{font-size:1.08rem}
p,li,dd{max-width:52rem}
header{border-top:6px solid var(--mark);padding-top:1rem}
.kind,.top,nav code{color:var(--soft);margin:0}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.2rem}
dt{color:var(--soft)}
dd{margin:0}
nav li{margin:.25rem 0}
nav ul{list-style:none;padding:0;margin:0;font-size:.9em}
nav ul li{display:inline}
nav ul li+li::before{content:"· ";color:var(--soft)}
section{border-top:1px solid var(--line);margin-top:2.5rem}
figure{margin:1rem 0 2rem}
img{display:block;max-width:100%;height:auto}
.wide{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.9em;overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
.end{text-align:right}
.long{overflow-wrap:anywhere;min-width:8rem}
.text{min-width:11rem}
.short{white-space:nowrap}
th{background:var(--shade)}
code,pre{font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.9em}
pre{background:var(--shade);padding:.8rem;white-space:pre-wrap}
pre code{font-size:1em}
td code{font-size:.95em}
.sums{font-size:.75em}
.sums td{padding:.1rem .5rem}
.sums td+td{white-space:nowrap}
.note{border-left:4px solid var(--mark);padding:.2rem .8rem;background:var(--shade)}
.top{text-align:right;font-size:.9em;max-width:none}
@media(max-width:40rem){body{padding:1rem}h1{font-size:1.9rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
@page{margin:18mm 16mm}
@page wide{size:landscape;margin:14mm}
@media print{
:root{color-scheme:light}
body{max-width:none;padding:0;font-size:10pt}
section{break-before:page;border:0;margin:0}
h1{font-size:24pt}h2{font-size:17pt;margin-top:0}h3{font-size:13pt}h4{font-size:11pt}
h2,h3,h4,h5,p:has(+ul,+.wide,+pre){break-after:avoid}
p,li,dd{max-width:none;orphans:3;widows:3}
tr,li,dt,dd,figure{break-inside:avoid}
pre{border:1px solid var(--line);break-inside:avoid}
nav{font-size:9.5pt}
.wide{overflow:visible;padding-right:1px}
table{font-size:8.5pt;min-width:0}
.long{min-width:26mm}.text{min-width:30mm}
.many{font-size:6.8pt}.many th,.many td{padding:.6mm .8mm}.many .long,.many .text{min-width:22mm}
th,td{padding:.8mm 1.6mm}
.sums{font-size:6.5pt}
.pictures{page:wide}
.pictures h2{margin-bottom:2mm}
figure{margin:0}
figure+figure{break-before:page}
figure img{max-height:160mm;width:auto;margin:0 auto}
.pictures.tall{page:auto}
.tall img{max-height:228mm}
.skip,.top{display:none}
a{color:inherit}}
"""


def margins(title: str) -> str:
    """What stands at the foot of every printed page; `title` is the name of the repository, which has no quotes."""
    look = 'font:8pt Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;color:#414d5c'
    left, right = f'content:"{title}: hand-over"', 'content:counter(page) " / " counter(pages)'
    return f"@page{{@bottom-left{{{left};{look}}}@bottom-right{{{right};{look}}}}}\n"
