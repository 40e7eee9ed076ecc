-- A post that quotes another one is an engagement with that.
SELECT feed.add_signal('{feed}', 'quotes', '{tables}.posts', post => 'quote_of', active => 'quote_of IS NOT NULL')
