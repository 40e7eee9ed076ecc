CALL pg_temp.learn('books', $$
book: "The Salt Orchard" | "A Ferry in Winter" | "Nine Rooms, One Key" | "The Cartographer's Aunt" | "Small Hours at Sea" | "The Beekeeper Next Door" | "Letters to a Lighthouse" | "An Atlas of Kitchens" | "The Slow Detective" | "What the Gardener Knew" | "The Last Tram to Elm Street" | "Thirty Names for Rain" | "The Understudy's Cat"
genre: slow crime novels | travel diaries | short stories | old letters | books about the sea | science essays | poetry | family sagas | ghost stories | cookbooks, as literature
page: 40 | 61 | 112 | 200 | 287 | 318
place: the library steps | the last train | the sofa | the kitchen floor | a bench in the sun | the fire escape | the ferry | the top deck of the bus
+ Finished {book} on {place}. I need a day before I can speak to anyone.
+ {book} has the best opening line I have read this year. I read it to the dog twice.
+ Found {book} in a box on the pavement with a pressed leaf on page {page}. Thank you, whoever you are.
+ Our reading group agreed about {book}. This has never happened before.
+ {page} pages of {book} in one sitting, dinner burnt, no regrets.
+ The library held {book} for me without my asking. They know.
+ My grandmother's copy of {book} has her notes in the margin. She did not like the hero either.
- Left {book} on the tram at page {page}. If you find it, do not tell me how it ends.
- Somebody told me the ending of {book}. I am at page {page}. We were friends.
- I bought {book} again. It was on my shelf already. Twice.
- Fell asleep on {place} with {book} on my face, and now it has a dent. So do I.
= {book} is about a family, but really it is about the house.
= I read {@genre} to rest from {genre}.
= Page {page} of {book}. I do not trust the uncle.
= My pile by the bed is now taller than the bed.
= {book}: slow at first, then it is four in the morning.
= There is no wrong place to read, but {place} comes close to the right one.
= Some people count sheep. I count unread {@genre}.
? Which book do you give to people who say they do not read?
? Is {book} worth finishing? I am at page {page} and everybody is still at the station.
? Do you lend books? And do they come back?
? Looking for {genre} with a happy ending. Does it exist?
? Bookmark, receipt, or folded corner? No judgement. Some judgement.
> Give it until page {page}. Then it flies.
> {book}. Every time.
> I write my name in them now. It helps a little.
> Receipts. They tell a second story.
> Skip the prologue and thank me later.
$$);
