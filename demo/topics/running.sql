CALL pg_temp.learn('running', $$
dist: 3 km | 5 km | 6.5 km | 8 km | 10 km | 14 km | a half marathon
path: the river loop | the big park | the stairs by the station | the dyke | the forest track | the harbour and back | the cemetery wall
partner: my sister | the dog | a man of eighty who does not slow down | the Tuesday group | a podcast about glue | two kids on scooters
knee: my left knee | my right knee | my ankle | my pride
+ {dist} along {path} {when} with {partner}. Legs heavy, head light.
+ {dist} without stopping to walk. Last spring I could not run to the bus.
+ Rain on {path}, shoes soaked, best run in weeks.
+ Overtook somebody on {path}. He was tying his shoe. It counts.
+ {partner} dragged me out for {dist} and I said thank you afterwards, and meant it.
+ New shoes. {dist} feels like cheating.
+ The old lady on the bench by {path} now gives me marks. Today: eight out of ten.
- {dist} planned, {knee} had other plans.
- Went out for {dist}, got lost on {path}, came back as a hiker.
- A goose on {path} chased me for most of {dist}. Personal best, though.
- Forgot to start the watch. Did {dist} happen at all?
- Rain. I put the shoes on. I took the shoes off.
= {path} {when}: just {partner}, the gulls and me.
= Slow is a speed.
= {dist} is mostly an argument with myself, and I won today.
= The first ten minutes lie. Always give it eleven.
= {knee} sends its regards and asks for a rest day.
= I run {@dist} so that I can eat the second bun. Let us be honest.
? What do you think about on {dist}? I make lists of soups.
? Good stretches for {knee}? It talks to me on stairs.
? Morning or evening? I have tried to become a morning person {when} and failed.
? Anybody for {dist} on {path} this {day}? Pace: chatty.
> In! I bring {partner}.
> Soups as well, oddly.
> Evening, after everyone has given up on the day.
> Hips, it is nearly always the hips.
> Count lamp posts. Then lose count. That is the point.
$$);
