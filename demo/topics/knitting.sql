CALL pg_temp.learn('knitting', $$
thing: a scarf | mittens | socks | a hat with ears | a cardigan | a blanket for the baby next door | a jumper | a very long cowl | a tea cosy
yarn: moss green | mustard | sea blue | undyed grey | brick red | oatmeal | plum | slate
for_whom: my brother | the dog | a friend in hospital | my old teacher | nobody in particular | the bus driver on my line | the new baby
rows: 12 | 30 | 48 | 90 | 140
+ Cast off {thing} {when}, {yarn}, no holes that were not planned.
+ {thing} for {for_whom}: finished, washed, wrapped. I will miss it.
+ Learned to turn a heel from a woman on the tram. We both missed our stop.
+ {rows} rows in one evening. The film was bad, the wool was {yarn}, life is good.
+ Found {yarn} wool at the flea market, a whole bag, smelling of lavender.
+ {for_whom} wore {thing} today. I saw it from the window and waved like a fool.
- Dropped a stitch in row 3. Saw it in row {rows}.
- {thing} for {for_whom} would fit {for_whom} and two more.
- The cat has made her own version of {thing}. Abstract, {yarn}.
- Ran out of {yarn} with {rows} rows to go. The shop says next month.
- I unravelled all of it. {rows} rows. It is only wool. It is only wool.
= {yarn}, {thing}, rain outside. That is the plan until {day}.
= I am not buying more wool. I am rescuing {yarn}.
= Everybody on the train watches when you knit. Nobody asks. One child always asks.
= {thing} takes exactly as long as it takes.
= There is a mistake in row {rows} and I have decided it is a signature.
= My {@yarn} jumper is older than most of my friendships and has fewer holes.
? {thing} for {for_whom} in a week: brave or silly?
? How do you wash {thing} without ending up with one for a doll?
? Which goes with {yarn}? I say {+yarn}, my sister says I need help.
? Metal needles, wood, or bamboo? I have a long trip ahead.
> Bamboo, quiet enough for libraries.
> Cold water, no rush, dry it flat on a towel.
> Brave. Definitely brave.
> {yarn}. Trust the odd pairs.
$$);
