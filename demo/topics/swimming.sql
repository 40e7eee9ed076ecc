CALL pg_temp.learn('swimming', $$
swim_place: the lake | the harbour steps | the outdoor pool | the tidal pool | the river bend | the quarry | the old baths
temp: 6 degrees | 9 degrees | 12 degrees | 15 degrees | 19 degrees
laps: 12 | 20 | 30 | 40 | 64
fellow: a seal | the lady who never stops talking | a very serious duck | a school class | the lifeguard | a man in a knitted hat
+ {temp} at {@swim_place} {when}. I screamed, then I sang.
+ {laps} lengths, and for the last four I thought of nothing. That is the whole point.
+ Shared {swim_place} with {fellow}. We nodded.
+ First swim of the year at {@swim_place}. {temp}, no wind, a flask of ginger tea.
+ My friend put her face in the water for the first time in her life. She is 71.
+ {fellow} cheered when I climbed out at {swim_place}. Shivering royalty.
- {temp}, said the sign. The sign is a liar.
- Somebody took my towel at {swim_place}. I walked home as a Roman.
- Swallowed half of {swim_place} trying to greet {fellow}.
- Lost count at length {laps}. Started again. Lost count again. Nobody will ever know.
- Forgot my goggles, swam in a zigzag, apologised to {fellow}.
= {temp} and {~weather}. The queue at {swim_place}: me and {fellow}.
= Nobody has ever come out of {@swim_place} and said they wished they had stayed at home.
= The cold is loud for one minute. Then it is very quiet.
= {laps} lengths is a podcast, a plan and one good idea.
= Rule at {swim_place}: you do not ask how warm it is. You find out.
= {fellow} swims slower than I do and arrives first. I am studying this.
? How do you breathe when it is {temp}? I know about "out". It is the "in".
? Where can one swim near {city} after work?
? Breaststroke with the head up: wrong, or wise?
? What do you eat after {laps} lengths? I could eat {swim_place}.
> Wise. One sees more ducks.
> Count to sixty. It is a different lake at sixty-one.
> {swim_place}, just before they close. Empty and golden.
> Toast. A tower of toast.
$$);
