CALL pg_temp.learn('cycling', $$
km: 18 | 32 | 45 | 60 | 84 | 110
route: the towpath | the ridge road | the old railway line | the coast road | the long way round the lake | the back lanes | the hill behind the waterworks
part: the chain | the rear light | a spoke | the bell | the left pedal | the bottle cage | the saddle bag
bike: the old steel one | the folding bike | my grandfather's tourer | the cargo bike | the blue one
treat: a cheese roll | two pastries | a very large lemonade | soup from a flask | a pear from somebody's tree
+ {km} km along {route}, tailwind the whole way. I take full credit.
+ Up {route} without a stop for the first time. At the top: {treat}. Justice.
+ {@bike} is back from the stand and runs like water.
+ Fixed {part} by the roadside {when} with a coin and a hair tie.
+ Took {route} to work {when}. Arrived late and happy.
+ A whole school class rang their bells at me on {route}. I rang back until my thumb hurt.
+ Carried a bookshelf home on {@bike}. People applauded. One person, but still.
- Headwind on {route}. Both ways. I do not know how, but I was there.
- Puncture number three this week. {route} is made of glass and regret.
- {part} fell off somewhere on {route}. If you see it, tell it to come home.
- I washed {@bike} and it rained within the minute.
- {km} km, and I forgot {treat} on the kitchen table.
= {route} {when}: two herons, one tractor, no phone signal.
= The right number of bicycles is one more, and a bigger hallway.
= You see a city at walking speed, you understand it at cycling speed.
= Oil {part}. Whatever the noise is, first oil {part}.
= {km} km is nothing. {km} km with {treat} in the middle is a day.
= {@bike} makes a sound only I can hear. Like love, or a bearing.
? Best way from {city} to the sea without a main road? I have a week and a tent.
? What do you carry on a long day that others would laugh at? I carry a lemon.
? Is there a lock that is not heavier than {@bike}?
? {route} at dawn or at dusk?
> Dawn, with a flask.
> A spare {treat}. Never laughed at twice.
> Follow the river until it gives up, then ask.
> The heavy one. Every light lock I had is somebody else's now.
> Check {part} first, it is never the expensive thing.
$$);
