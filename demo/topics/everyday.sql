-- What everybody posts about now and then: the weather, the street, the neighbours, the week.
CALL pg_temp.learn('everyday', $$
when.morning: this morning | before breakfast | on my way out | over breakfast | before eight
when.afternoon: this afternoon | at lunch | after lunch | on my break | between two errands
when.evening: this evening | tonight | after dinner | on the way home | after work
when.night: tonight | just before midnight | far too late | when I should be asleep | past my bedtime
weather: drizzle | fog | wind | bright sun | sun and rain in turns | a sky without one cloud | big grey clouds | brief hail | a warm breeze
street_thing: a piano with a note saying it still works | a chair looking for a home | a box of free lemons | one single roller skate | a hand-drawn map of the local cats | a chalk hopscotch that goes to 214 | a door painted bright yellow | a bicycle covered in bells
spot: the corner shop | the library | the bakery queue | the market | the park | the bus stop | the post office | the launderette | the tram stop | the little square
neighbour: the neighbour upstairs | the woman from number nine | the man with the tiny dog | the twins next door | our caretaker | the retired drummer across the hall | the student on the third floor
pet: cat | dog | old cat | rabbit | parrot | very small dog | tortoise
chore: the tax folder | the drawer of cables | the shelf of jars | the balcony | the winter coats | the photo box | the cupboard under the stairs | the inbox
small: a good pen | clean sheets | an empty inbox | the first sip of coffee | a seat by the window | finding a coin in a coat | bread still warm | a long phone call with an old friend | rain on the roof
n: two | three | four | five | six | seven
+ {~weather} over {city} {when}, and for once I had dressed for it.
+ Underrated: {small}. Overrated: almost everything else.
+ Found {street_thing} outside {spot}. I love this city.
+ {neighbour} brought soup. No reason given, none needed.
+ {neighbour} taught me how to fix the door that has squeaked for {n} years. It took a minute.
+ Sorted {chore} at last. I feel {n} kilos lighter.
+ Met an old friend at {spot} by accident and we talked until they closed.
+ Somebody at {spot} was humming, then somebody joined in. That was my {day}.
+ A stranger at {spot} paid for the person behind, who paid for the next. It went on for {n} people.
+ I slept nine hours and now I have opinions and energy.
+ The whole street was out {when} because of {~weather}. Like a festival nobody planned.
+ My {@pet} has learned to open the fridge. I am worried and proud.
- Everybody in {city} has an umbrella today. Mine is on holiday in a café somewhere.
- Missed the bus by one wave of the hand. The driver waved back.
- Locked out {when}. {neighbour} had a spare key and a lecture.
- I have lost my glasses while wearing them. That kind of {day}.
- The lift is out again. I now know everybody on {n} floors.
- I said I would do {chore} today. {chore} and I looked at each other and agreed on tomorrow.
- Waited {n} hours for a parcel, took the rubbish out for one minute. You know how it ends.
- The {@pet} was sick on the only rug. Of all the floor there is.
- Nobody told me it was {day}. I was so sure of a different one.
- Burnt the toast, dropped the keys, boarded the right tram in the wrong direction.
= {~weather} in {city}. The pigeons are holding a meeting about it.
= Overheard at {spot}: "I am not late, I am thorough."
= Overheard at {spot}: "We have had this talk, Grandma. He is a fern."
= Overheard {when}: "It is not a nap if you wear shoes."
= My {@pet} stares at one corner of the kitchen every night. We do not discuss it.
= I counted: {n} people at {spot} were reading paper books {when}. It is coming back.
= Someone left {street_thing} by {spot}. It will be gone by tonight, it always is.
= The best view of {city} is from the top deck of a bus, front left. I will not be taking questions.
= {neighbour} practises the same song every {day}. I know all the mistakes by heart now.
= There are two kinds of people at {spot}: those who have exact change, and me.
= New rule: no decisions after ten at night.
= I asked the {@pet} what to do about {chore}. No comment.
= Why did the scarecrow get promoted? Outstanding in the field. I will see myself out.
= My plants have started leaning towards the neighbours. I try not to take it personally.
= A watched kettle boils exactly when the doorbell rings.
= A child at {spot} explained to me how clouds are filled. I have no better theory.
? What is the smallest thing that made your {day} better?
? Is it normal to greet the same {@pet} in the street every day and not know the owner's name?
? What do you call the last bit of a loaf? In {city} we cannot agree.
? {city} people: where do you sit when you want to be alone among others?
? How long can one ignore {chore} before it becomes part of the room?
? Which sound belongs to your street and to no other?
? Who else keeps {small} for the end of the day, like dessert?
? Does anybody know what happened to {street_thing} outside {spot}?
> The window seat, always.
> In our house that is called the heel, and there are fights about it.
> The sound of the tram taking the bend.
> Clean sheets. It is always clean sheets.
> Ask {neighbour}, they know everything.
> A bench by the water, and no phone.
$$);
