-- What people are made of: names that go together, towns, and interests.

-- Given names and family names of one place, and the towns where they are at home.
CREATE TEMP TABLE culture (
    id       bigint GENERATED ALWAYS AS IDENTITY,
    given    text,
    family   text,
    hometown text
);

INSERT INTO culture (given, family, hometown)
VALUES
    ('Amara Chidi Ngozi Kofi Abena Tunde Efua Ifeoma Kwesi Zainab Sade Emeka',
     'Okafor Adeyemi Mensah Boateng Eze Balogun Owusu Nwosu Asante Bello Danso Oyelaran',
     'Accra Lagos Dakar'),
    ('Wanjiru Thabo Nomsa Otieno Akinyi Lerato Sipho Makena Baraka Tendai Neema Juma',
     'Kamau Mwangi Dlamini Mokoena Achieng Ndlovu Wekesa Khumalo Moyo Njoroge Sithole Banda',
     'Nairobi Durban Kampala'),
    ('Akari Haruto Yui Ren Sora Hina Daichi Mei Kaito Aoi Naoki Emi',
     'Hayakawa Ishida Morimoto Nakagawa Fujita Okada Shimizu Matsuda Ueno Kubota Hirano Sugiyama',
     'Osaka Sapporo Kobe'),
    ('Minjun Seoyeon Jiwoo Hana Dohyun Yuna Sujin Haneul Jisoo Taeyang Bora Nari',
     'Bae Noh Seo Kang Yoon Lim Shin Ahn Moon Hwang Kwon Oh',
     'Busan Daegu'),
    ('Linh Minh Thao Quang Mai Duc Huong Khanh Tuan Ngoc An Phuong',
     'Nguyen Tran Le Pham Vo Dang Bui Ho Duong Ly Truong Dinh',
     'Hanoi Hue'),
    ('Pooja Arjun Meera Rohan Kavya Anjali Vikram Ishaan Lakshmi Nikhil Tara Dev',
     'Iyer Kulkarni Banerjee Menon Joshi Reddy Desai Bhatt Nair Chandran Pillai Sengupta',
     'Pune Kochi Chennai'),
    ('Leyla Emre Zeynep Omid Yasmin Karim Samira Nadia Farid Elif Rami Shirin',
     'Yılmaz Demir Haddad Rahimi Aydın Mansour Nassar Khoury Tehrani Aksoy Saleh Karimi',
     'Izmir Amman Beirut'),
    ('Inês Mateo Lucía Joaquim Camila Tomás Valentina Diego Beatriz Paloma Bruno Amaya',
     'Ferreira Quintero Vargas Almeida Ibáñez Montoya Carvalho Rojas Navarro Pereira Salazar Fuentes',
     'Lisbon Valparaíso Rosario Bogotá Mérida Seville'),
    ('Zofia Marek Katya Pavel Milena Jakub Danica Ondrej Agnieszka Luka Irina Stefan',
     'Nowak Kowalczyk Wrona Mazur Horvat Babić Bondar Hlinka Kravets Sikora Wilk Kovač',
     'Kraków Zagreb Brno'),
    ('Freya Anders Liv Sanne Joost Elke Matthias Astrid Nils Lotte Ida Jonas',
     'Lindqvist Bakker Visser Holm Berg Vogel Brandt Solberg Nyström Dahl Keller Hansson',
     'Utrecht Bergen Malmö Leipzig'),
    ('Rhiannon Callum Niamh Alistair Imogen Declan Moira Ewan Bronwen Tamsin Rory Isla',
     'Penhallow Cartwright MacLeod Byrne Pritchard Fairley Doyle Hollins Kerr Whitlock Gallacher Tregenza',
     'Glasgow Cardiff Galway Hobart'),
    ('Maëlle Bastien Odile Théo Clémence Lucien Noémie Rémi Solène Anouk Gaspard Élodie',
     'Tremblay Gauthier Moreau Béland Rousselle Chevrier Dufresne Marchand Lacombe Perrault Vasseur Lambert',
     'Montréal Nantes Ghent'),
    ('Aroha Tane Sina Manaia Mele Keoni Leilani Tavita Kiri Malia',
     'Ngata Kahale Faleolo Parata Matagi Tupou Hetaraka Kealoha Tamatea Fonua',
     'Wellington Hilo'),
    ('Wei Xinyi Jun Mingyu Lian Haoran Yating Zihan Peiling Shufen Kaiwen Ruolan',
     'Chen Lin Huang Zhao Tan Hsu Guo Luo Chua Deng Fang Su',
     'Taipei Penang Tainan');

CREATE TEMP TABLE town (
    name       text PRIMARY KEY,
    utc_offset interval
);

INSERT INTO town (name, utc_offset)
SELECT town.name,
       make_interval(hours => zone.hours)
FROM (VALUES
    (-10, 'Hilo'),
    (-6, 'Mérida'),
    (-5, 'Bogotá Montréal'),
    (-3, 'Rosario Valparaíso'),
    (0, 'Accra Dakar Lisbon Glasgow Cardiff Galway'),
    (1, 'Lagos Seville Kraków Zagreb Brno Utrecht Bergen Malmö Leipzig Nantes Ghent'),
    (2, 'Durban Beirut'),
    (3, 'Nairobi Kampala Izmir Amman'),
    (5, 'Pune Kochi Chennai'),
    (7, 'Hanoi Hue'),
    (8, 'Taipei Penang Tainan'),
    (9, 'Osaka Sapporo Kobe Busan Daegu'),
    (10, 'Hobart'),
    (12, 'Wellington')
) AS zone (hours, names),
     string_to_table(zone.names, ' ') AS town (name);

-- What a topic is called in a person's own words, and in a handle.
CREATE TEMP TABLE topic (
    n      bigint GENERATED ALWAYS AS IDENTITY (START WITH 0 MINVALUE 0) PRIMARY KEY,
    name   text UNIQUE,
    in_bio text,
    suffix text
);

INSERT INTO topic (name, in_bio, suffix)
VALUES
    ('cooking', 'cooking for too many', 'cooks'),
    ('baking', 'bread', 'bakes'),
    ('books', 'books', 'reads'),
    ('running', 'slow running', 'runs'),
    ('cycling', 'bicycles', 'rides'),
    ('birds', 'birds', 'and_birds'),
    ('gardening', 'a balcony jungle', 'grows'),
    ('stars', 'clear nights', 'looks_up'),
    ('music', 'music with friends', 'plays'),
    ('code', 'small programs', 'builds'),
    ('photography', 'film photography', 'on_film'),
    ('trains', 'long train rides', 'by_train'),
    ('games', 'board games', 'rolls'),
    ('knitting', 'wool', 'knits'),
    ('tea', 'tea', 'brews'),
    ('languages', 'other people''s languages', 'says'),
    ('swimming', 'cold water', 'swims'),
    ('film', 'the small cinema', 'matinee');
