//! Puts rows into tables by binary COPY.

use postgres::Transaction;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};

use super::progress::Step;
use crate::failure::{Failure, Outcome};

/// The tables of a schema, in the transaction that has made them.
pub struct Tables<'a> {
    transaction: Transaction<'a>,
    schema: &'static str,
}

impl<'a> Tables<'a> {
    pub fn of(transaction: Transaction<'a>, schema: &'static str) -> Self {
        Self {
            transaction,
            schema,
        }
    }

    /// Puts about so many rows into a table, with a value for each of its columns.
    ///
    /// They are frozen at once: nobody else sees the table before all of it is there.
    pub fn fill(
        &mut self,
        table: &str,
        about: usize,
        rows: impl Iterator<Item = impl Row>,
    ) -> Outcome<()> {
        let mut step = Step::of_rows(self.schema, table, about);
        self.copy(table, rows, &mut step).map_err(|error| {
            Failure::from(error).while_doing(&format!("{}, {table}", self.schema))
        })?;
        step.done();
        Ok(())
    }

    fn copy(
        &mut self,
        table: &str,
        rows: impl Iterator<Item = impl Row>,
        step: &mut Step,
    ) -> Result<(), postgres::Error> {
        let columns = self
            .transaction
            .prepare(&format!("SELECT * FROM {table}"))?;
        let types: Vec<Type> = columns
            .columns()
            .iter()
            .map(|column| column.type_().clone())
            .collect();
        let copy = format!("COPY {table} FROM STDIN (FORMAT binary, FREEZE)");
        let mut writer = BinaryCopyInWriter::new(self.transaction.copy_in(&copy)?, &types);
        for row in rows {
            row.write(&mut writer)?;
            step.advance();
        }
        writer.finish()?;
        Ok(())
    }

    /// Runs statements that take a while.
    pub fn run(&mut self, what: &str, statements: &str) -> Outcome<()> {
        let step = Step::of_server(self.schema, what);
        self.transaction
            .batch_execute(statements)
            .map_err(|error| {
                Failure::from(error).while_doing(&format!("{}, {what}", self.schema))
            })?;
        step.done();
        Ok(())
    }

    pub fn commit(self) -> Outcome<()> {
        Ok(self.transaction.commit()?)
    }
}

/// The values of one row, in the order of the table's columns.
pub trait Row {
    fn write(&self, writer: &mut BinaryCopyInWriter<'_>) -> Result<(), postgres::Error>;
}

macro_rules! row {
    ($($kind:ident $value:ident),+) => {
        impl<$($kind: ToSql + Sync),+> Row for ($($kind,)+) {
            fn write(&self, writer: &mut BinaryCopyInWriter<'_>) -> Result<(), postgres::Error> {
                let ($($value,)+) = self;
                writer.write(&[$($value),+])
            }
        }
    };
}

row!(A a, B b);
row!(A a, B b, C c);
row!(A a, B b, C c, D d, E e);
row!(A a, B b, C c, D d, E e, F f);
