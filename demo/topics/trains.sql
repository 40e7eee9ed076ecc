CALL pg_temp.learn('trains', $$
line: the night train | the coast line | the branch line with one carriage | the mountain railway | the slow train | the 6:12 | the last tram | the ferry that takes the train along
stop: a station with no village | a junction with four platforms and one bench | the end of the line | a halt in a cornfield | a stop by request | the station with the good soup
fellow_rider: a man with a cello | a woman with a sleeping hen | a whole wedding party | a boy reading the timetable for fun | two nuns with a chess set | a conductor who sings
late: four | eleven | nineteen | forty
+ {line} {when}: window seat, sun on the fields, {fellow_rider} across the aisle.
+ Got off at {stop} just to see it. One café, one cat, two hours well spent.
+ {line} arrived {late} minutes early. The conductor apologised.
+ Shared a compartment with {fellow_rider}. We are all friends now.
+ The conductor on {line} held the connection for an old man running. The whole carriage clapped.
+ Booked {line} for the summer. Packed already. It is months away.
+ {fellow_rider} shared plums on {line}. I gave a puzzle magazine. Fair trade.
- {late} minutes late into {stop}, connection gone, vending machine empty.
- Fell asleep on {line}. Woke up at {stop}. It is nice here, I live here now.
- I waved at the wrong train. The wrong train waved back.
- My seat on {line} was taken by {fellow_rider}. I did not have the heart.
- The announcement said something important. It said it into a sock.
= Best seat on {line}: left side, going north, before noon.
= {stop} {when}. Wind, a clock, and {fellow_rider}.
= A timetable is a poem for people who like arriving.
= {@line} is my favourite place to think. Somebody else is steering.
= I have been to {stop}. I may be the only one who went on purpose.
= You can tell a country by its station benches.
? Which railway journey would you take again tomorrow?
? What do you pack to eat for nine hours on {line}?
? Has anybody slept well on a night train, ever? How?
? Do you also choose a hotel by how well one can see the tracks?
> {line}, in the rain, both directions.
> Boiled eggs, and everybody hates you, and it is worth it.
> Lower berth, ear plugs, low expectations.
> Yes. Third floor, platform side.
$$);
