CALL pg_temp.learn('birds', $$
bird: kingfisher | heron | wren | kestrel | nuthatch | goldfinch | hoopoe | dipper | tawny owl | swift | jay | bee-eater | treecreeper | sparrowhawk | wagtail
common: sparrows | pigeons | crows | gulls | blackbirds | starlings | magpies
water: the canal | the reservoir | the harbour wall | the mill pond | the estuary | the duck pond | the river bend
many: two | three | five | eleven | about forty
+ A {bird} by {@water} {when}. I held my breath until my glasses fogged.
+ First {bird} of the year. I said hello out loud, and so did the man beside me.
+ {many} {common} were having a bath in the fountain {when}. Nobody has ever enjoyed anything more.
+ The {bird} is back on the same branch near {@water}. Same bird? I choose to believe it.
+ Showed a stranger the {bird} through my scope. She said a word I cannot repeat, with tears in her eyes.
+ Sat still for an hour by {water}. A {bird} came close enough to hear its feet.
+ My daughter can tell a {bird} from its call now. She corrects me in public.
- Sat {many} hours for a {bird}. Saw {common}. Only {common}.
- A {bird} landed on my tripod. The camera was, of course, in my hand, pointing elsewhere.
- It was not a {bird}. It was a bag. It is always a bag.
- The {common} have found the sandwich in my pack. I was in it at the time, so to speak.
= {common} remember faces. Be polite.
= List from {@water} {when}: a {bird}, {many} {common}, one confused jogger.
= You do not need to go far. A {bird} lives behind the car park and does not care about the view.
= Heard a {bird} before I saw it, which is how it mostly goes.
= The {bird} sings louder near the road. City life changes us all.
= Binoculars weigh nothing until hour four.
= The trick with a {bird} is to stop looking for it.
? What is eating my sunflower seeds at night? Too neat for {common}, too big for a mouse.
? {bird} or {+bird}? Brown, quick, gone before I found my glasses.
? Does anybody else keep a list of birds seen from the bathroom window?
? Best hour for {water}? I tried dawn, and so did everybody.
> An hour after rain. Trust me.
> Could be a {bird}, they get bold at this time.
> Sketch it first, look it up later. You will see more.
> My money is on a hedgehog.
> The bathroom list is the most honest list.
$$);
