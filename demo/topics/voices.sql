-- How people differ in tone: what a voice puts before or after a sentence, and what friends reply.
CALL pg_temp.learn('opener.keen', $$
+ Good news.
+ You will not believe it.
+ Stop everything.
+ A very good day.
+ Yes!
- Brace yourselves.
- Well, that happened.
= Notes from the field.
= A fact for your {day}.
? Help me out.
? Quick poll.
$$);
CALL pg_temp.learn('opener.curious', $$
+ A small discovery.
+ Learned something.
- Lessons, continued.
- Hm.
= Thinking aloud.
= A thought {when}.
? Honest question.
? I keep wondering.
? Serious question.
$$);
CALL pg_temp.learn('closer.warm', $$
+ Hope yours is going well too.
+ I wish I could share it with all of you.
+ Be good to each other.
+ Hug your people.
+ I keep smiling.
+ Thank you all for the encouragement.
- Tomorrow is a new day.
- Tea helps. It always helps.
- Be kind to yourselves today.
- Still, the company was good.
= Take care, all of you.
= That is all. Have a gentle {day}.
? I would love to hear.
? All answers are good answers.
$$);
CALL pg_temp.learn('closer.wry', $$
+ Do not tell anybody, I have a reputation.
+ It cannot last.
+ I plan to mention it for years.
+ My acceptance speech is ready.
+ I will be unbearable until Sunday.
- As planned, I will say.
- I blame the moon.
- Five stars, would suffer again.
- My autobiography writes itself.
- We do not speak of it.
= Make of that what you will.
= More news as it breaks.
= This has been a public service.
= I do not make the rules.
? Asking for a friend. The friend is me.
? Wrong answers welcome.
? I have no stake in this. I have every stake in this.
$$);
CALL pg_temp.learn('closer.curious', $$
+ Has anybody else had that?
+ Who wants to try it with me?
+ How was yours?
- What would you have done?
- Does it get better?
- Any advice?
= Or is it only me?
= Discuss.
= I want to know more about this.
? I will collect the answers.
? Reading all replies.
$$);
CALL pg_temp.learn('reply', $$
+ This made my {day}.
+ So glad to read this, {name}!
+ More of this, please.
+ Now I want to try it too.
+ You have earned it, {name}.
+ Pictures, or we will just have to believe you.
+ Wonderful. Simply wonderful.
+ I read this out to the whole table.
- Oh no, {name}.
- Sending tea and sympathy.
- Same here last week. You are not alone.
- I am sorry I laughed.
- It gets better. Mine did, on the third try.
- Next time call me, I have the tools.
= I think about this more than I should.
= {name}, this is the content I am here for.
= Can confirm.
= Saving this one.
= I have so many questions.
= You should write a book, {name}.
= This is exactly right.
? I came for the answers and I am staying for them.
? Following this thread with great interest.
? No idea, but I would love to know too.
? Depends on the {day}, honestly.
? My grandmother had strong views on this.
$$);
