CALL pg_temp.learn('stars', $$
object: Saturn | Jupiter and four of its moons | the Pleiades | the Orion Nebula | the Andromeda galaxy | a thin crescent moon | a double star, blue and gold | the Ring Nebula | Venus, blazing | the space station
seen_from: the roof | the car park behind the school | the allotments | the fire escape | a field outside town | the balcony | the sea wall
onlooker: the night watchman | the girl from the third floor | my daughter in pyjamas | the postman, very early | a teenager with headphones | the neighbour in slippers
mag: four | five | seven | nine
+ {object} from {@seen_from} {when}. Cold hands, open mouth.
+ Showed {object} to {onlooker}. Silence, then: "Is it really there?" It is.
+ The clouds opened for {mag} minutes and {object} was right there, waiting.
+ Counted {mag} meteors before my tea went cold. Every one of them got a cheer.
+ First look through the telescope I built with my uncle: {object}, upside down, perfect.
+ {onlooker} now asks every night what is up. We have started something.
- Clouds. The telescope is out, the tea is made, and: clouds.
- {mag} hours of setting up on {@seen_from}. The street lamp came on.
- I found {object}! It was a plane.
- Dew on the mirror, fog in my head, {object} behind a chimney.
- Dropped the eyepiece from {seen_from}. It is one with the universe now.
= {object} tonight, if your sky is clear. No telescope needed, only patience.
= The light from {object} set out before any of my problems did.
= {mag} minutes in the dark and your eyes learn to see. Do not look at the phone.
= From {@seen_from} you can see {object}, one chimney, and the kitchen of number nine.
= A map of the sky is the only map that has not changed since I was small.
= {onlooker} asked how far. I said: far. We left it there.
? What was the first thing you saw through a telescope? Mine was {object}, and I was hooked.
? Where near {city} is it still properly dark?
? Binoculars for a child of {mag}: any advice?
? If you could stand on one moon for an hour, which?
> Seven by fifty, and a blanket to lie on.
> {object}, from {seen_from}, with my grandfather.
> Drive until you cannot read your own hands.
> Europa. I would listen to the ice.
$$);
