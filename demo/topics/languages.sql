CALL pg_temp.learn('languages', $$
tongue: Portuguese | Finnish | Swahili | Japanese | Welsh | Turkish | Basque | Vietnamese | Hungarian | Greek | Yoruba | Korean | Icelandic | Quechua | sign language
theme: rain | being nearly on time | the day after tomorrow | a cosy evening | leftovers | walking without aim | the morning light in a forest | a friend you see once a year
person: my tutor | the lady at the market | my partner's grandmother | a taxi driver | the choir leader | a boy of five | my flatmate
days: 12 | 40 | 100 | 365 | 730
+ Ordered lunch in {@tongue} {when}, was understood, and got what I wanted. Nearly.
+ {person} laughed at my joke in {@tongue}. At the joke! Not at me!
+ Dreamed in {@tongue}. I was late for a train, but my endings were correct.
+ Day {days} of {@tongue}. I can now complain about the weather like a local.
+ {tongue} has a word for {theme}. I have been missing it all my life.
+ Read my first whole page of {@tongue} without a dictionary. It was about cheese.
+ {person} corrected one small ending and suddenly the whole grammar made sense.
- Told {person} in {@tongue} that I am a bus. I meant to say I was on it.
- Day {days} of {@tongue}. A child answered me in English, kindly.
- Practised one sentence in {@tongue} all the way to the shop. They were closed.
- Rolled my r so hard {when} that the dog left the room.
- Mixed {@tongue} with {tongue} in one sentence. {person} asked if I was well.
= {tongue} treats verbs like furniture: few, heavy, in the right place.
= There should be a word for {theme}. In {tongue} there is.
= I keep a notebook of words I like. Today's is from {tongue} and means {theme}.
= {person} says I speak {@tongue} like an old book. I choose to be flattered.
= The hardest word in {@tongue} is the one for "squirrel". In every language, really.
= Children learn it in the sandpit. I shall buy a sandpit.
? What is your favourite word for {theme}, in any language?
? Does {tongue} get easier after day {days}? Lie if you must.
? How do you keep a language alive with nobody to speak it to?
? Which word can you not translate, and miss when you are away?
> Sing. Badly, daily. It works.
> Around day {days} something clicks. I promise.
> Write your shopping list in it.
> {tongue} has a lovely one for {theme}.
> Talk to the plants, they are patient.
$$);
