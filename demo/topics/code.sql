CALL pg_temp.learn('code', $$
bug: an off-by-one | a time zone | a missing comma | a stale cache | a race nobody could repeat | a null where no null can be | a trailing space | daylight saving time | an index that was never there
tool: a tiny parser | a bread timer | a map of public fountains | a text adventure for my niece | a script that renames photos | a chess clock | a bot that waters the plants | a terminal train board | a quiz about flags
lang: SQL | Rust | Python | shell | Haskell | C | a spreadsheet
hours: two | three | four | six
lines: 11 | 40 | 73 | 120 | 300
+ Deleted {lines} lines {when} and everything still works. The best feeling there is.
+ The bug was {bug}. It took {hours} hours and one walk around the block.
+ Finished {@tool}, in {@lang}. It has two users, and one of them is my mother.
+ Pair programming with a stranger {when}: we fixed {bug} and then talked about soup.
+ One window function replaced {lines} lines of loop. I had to sit down.
+ The tests went green on the first run. I do not trust it. I love it.
+ Wrote down how {@tool} works before changing it. Future me sends thanks.
- Spent {hours} hours on {bug}. It was {bug} again. It is always {bug}.
- I fixed {bug} and now there are two of them.
- It works on my machine. My machine is on the kitchen table and cannot be shipped.
- The comment said "never change this". I changed this.
- {hours} hours of debugging. I was editing the wrong file.
= A good name for a function is worth {hours} hours of meetings.
= Every side project is {tool} in the end. Mine too.
= {@lang} taught me patience. {lang} taught me humility.
= There are two hard problems, and {bug}.
= The fastest code is the query you did not send.
= Rubber duck is out sick, so I explained {bug} to the cat. She saw it at once.
= Read the error message. No, all of it.
= Weekend plan: {@tool}, rewritten, for no reason at all.
? What is the oldest code of yours that still runs somewhere?
? Tabs, spaces, or have you found peace?
? How do you explain {bug} to a six-year-old? My niece wants to know.
? What do you listen to while hunting {bug}?
? Should {@tool} have a settings page, or should it just be right?
> Make it right. Settings are where decisions go to hide.
> A cron job from years ago. I am afraid to log in.
> Peace is a formatter that runs on save.
> Rain sounds, and then silence once it gets serious.
> Draw it. If you cannot draw it, that is where the bug is.
$$);
