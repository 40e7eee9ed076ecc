SELECT feed.add_accounts('{feed}', '{tables}.accounts')
