CALL pg_temp.learn('tea', $$
brew: a smoky black tea | jasmine tea | rooibos | mint tea | roasted barley tea | a strong breakfast brew | cardamom coffee | a slow pour-over | oolong | chai from the pot | masala coffee | genmaicha
cup: the chipped blue cup | a jam jar | my grandmother's cup | the thin white bowl | the big enamel mug | a cup without a handle
biscuit: ginger biscuits | rye crackers | almond rusks | shortbread | date bars | sesame brittle | a slice of yesterday's cake
minutes: two | three | four | five
+ {brew} in {@cup}, {~weather} outside. Nothing else on the list until noon.
+ The new place by the station makes {brew} as it should be. I have told nobody but you.
+ {minutes} minutes, not one more, and {brew} turns from fine to wonderful.
+ A friend sent {brew} by post with a drawing of the hill it grows on.
+ {brew} and {biscuit} with my neighbour on the stairs {when}. An hour went by like a minute.
+ Somebody washed {@cup} for me at work. There is good in the world.
- Made {brew}, put it down somewhere, found it cold {minutes} hours later. On the washing machine.
- Dropped {@cup}. It had survived three moves and one marriage.
- The kettle chose {day} to retire.
- They put milk in {brew}. I drank it. I was raised to be polite.
- {minutes} minutes became twenty. {brew} can now strip paint.
= {brew} at eight, {brew} at eleven, and then we shall see.
= It tastes better from {@cup}. Science is welcome to look into it.
= {biscuit}, dipped in {brew}: {minutes} seconds at most. I have done the work so you need not.
= A pot of {brew} is a meeting without an agenda.
= Water first, then quiet, then {brew}.
= Whoever invented {biscuit} had {brew} in mind.
? {brew}: how long, how hot?
? What do you drink after four o'clock so that you still sleep?
? Is it {biscuit} before {brew}, with, or after? The house is divided.
? Does anybody still warm the pot? My aunt is asking, and watching.
> With. In, even.
> {brew}, just off the boil, {minutes} minutes.
> I warm the pot. Tell your aunt.
> Rooibos, and lots of it.
> Mint from the window box, hot water, done.
$$);
